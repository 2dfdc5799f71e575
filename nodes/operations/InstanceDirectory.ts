import type { IssuedQrCode } from '../domain/presentation';
import type { InstanceFilters, Listed, Provider } from '../providers/Provider';
import { now, uptime } from '../transport/clock';
import { ProviderError, type ProviderErrorKind } from '../transport/ProviderError';
import type { Send } from '../transport/Session';

const LASTING: ProviderErrorKind[] = [
	'blocked',
	'forbidden',
	'invalidKey',
	'redirected',
	'unreachable',
];

/**
 * What a run knows of one account's instances: asked for once however many items there are, and
 * kept up to date with what the run itself does.
 */
export class InstanceDirectory {
	private readonly listings = new Map<string, Promise<Listed[]>>();

	/** When the first list was asked for at the earliest, as `uptime` tells it. */
	openedAt = uptime();

	private readonly qrCodes = new Map<string, IssuedQrCode>();

	/** @param created what this run has created itself; add to it */
	constructor(
		private readonly provider: Provider,
		readonly created: Listed[] = [],
	) {}

	/**
	 * The instances of the account, with those this run has created.
	 *
	 * @param onlyItem what is wanted when a single item asks, so that others may be left out
	 * @throws {ProviderError}
	 */
	async all(send: Send, onlyItem: InstanceFilters = {}): Promise<Listed[]> {
		const listed = await this.list(send, onlyItem);
		const ids = new Set(listed.map(({ instance }) => instance.instanceId));
		return [...listed, ...this.created.filter(({ instance }) => !ids.has(instance.instanceId))];
	}

	/**
	 * The instances of the account; with filters, others may be left out. The same question is asked
	 * once. A passing failure is not remembered, so that the next item can try again.
	 *
	 * @throws {ProviderError}
	 */
	async list(send: Send, filters: InstanceFilters): Promise<Listed[]> {
		const key = JSON.stringify(filters);
		const known = this.listings.get(key);
		if (known !== undefined) return await known;

		const listing = this.provider.getMany(send, filters);
		this.listings.set(key, listing);
		listing.catch((error: unknown) => {
			// What will not change within a run is not asked again for every item.
			const isLasting = error instanceof ProviderError && LASTING.includes(error.kind);
			if (!isLasting) this.listings.delete(key);
		});
		return await listing;
	}

	/** Has the next question asked anew. */
	forget(): void {
		this.listings.clear();
		this.openedAt = uptime();
	}

	/** Asks the provider anew. */
	async lookUp(send: Send, filters: InstanceFilters): Promise<Listed[]> {
		return await this.provider.getMany(send, filters);
	}

	rememberQrCode(instanceId: string, issued: IssuedQrCode): void {
		this.qrCodes.set(instanceId, issued);
	}

	/** A code this run has got for the instance and that can still be scanned. */
	validQrCode(instanceId: string): IssuedQrCode | undefined {
		const issued = this.qrCodes.get(instanceId);
		return issued && now() < issued.issuedAt + issued.qrCode.validFor ? issued : undefined;
	}
}
