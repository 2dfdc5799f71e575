import type {
	InstanceFilters,
	InstanceRecord,
	Provider,
	QrCodeFormat,
} from '../../providers/Provider';
import { now, uptime } from '../../transport/clock';

import { RequestCache } from './RequestCache';
import type { IssuedQrCode } from '../../domain/qrCode';
import type { Send } from '../../transport/types';

/** A list with those this run has created since, as items look into it. */
interface View {
	all: InstanceRecord[];
	byId: Map<string, InstanceRecord>;
	/** How many of the created ones have been looked at. */
	createdSeen: number;
}

/**
 * What a run knows of one account's instances: asked for once however many items there are, and
 * kept up to date with what the run itself does.
 */
export class AccountInstances {
	private readonly listings = new RequestCache<string, InstanceRecord[]>();

	private readonly views = new WeakMap<InstanceRecord[], View>();

	/** When the first list was asked for at the earliest, as `uptime` tells it. */
	openedAt = uptime();

	private readonly qrCodes = new Map<string, { issued: IssuedQrCode; format: QrCodeFormat }>();

	/** @param created what this run has created itself; add to it */
	constructor(
		private readonly provider: Provider,
		readonly created: InstanceRecord[] = [],
	) {}

	/**
	 * The instances of the account, with those this run has created.
	 *
	 * @param onlyItem what is wanted when a single item asks, so that others may be left out
	 * @throws {ProviderError}
	 */
	async all(send: Send, onlyItem: InstanceFilters = {}): Promise<readonly InstanceRecord[]> {
		return this.viewOf(await this.list(send, onlyItem)).all;
	}

	/**
	 * One of these instances; `undefined` when there is none with this ID.
	 *
	 * @throws {ProviderError}
	 */
	async find(
		send: Send,
		instanceId: string,
		onlyItem: InstanceFilters = {},
	): Promise<InstanceRecord | undefined> {
		return this.viewOf(await this.list(send, onlyItem)).byId.get(instanceId);
	}

	/** Made once for each list and then only added to, because every item looks into it. */
	private viewOf(listed: InstanceRecord[]): View {
		let view = this.views.get(listed);
		if (view === undefined) {
			const byId = new Map(listed.map((one) => [one.instance.instanceId, one]));
			view = { all: [...listed], byId, createdSeen: 0 };
			this.views.set(listed, view);
		}
		const added = this.created.slice(view.createdSeen);
		view.createdSeen += added.length;
		for (const one of added) {
			if (view.byId.has(one.instance.instanceId)) continue;
			view.byId.set(one.instance.instanceId, one);
			view.all.push(one);
		}
		return view;
	}

	/**
	 * The instances of the account; with filters, others may be left out. The same list is asked for
	 * once.
	 *
	 * @throws {ProviderError}
	 */
	async list(send: Send, filters: InstanceFilters): Promise<InstanceRecord[]> {
		return await this.listings.get(
			JSON.stringify(filters),
			async () => await this.provider.status.list(send, filters),
		);
	}

	/** Has the next question asked anew. */
	invalidate(): void {
		this.listings.clear();
		this.openedAt = uptime();
	}

	/** Asks the provider anew. */
	async refetch(send: Send, filters: InstanceFilters): Promise<InstanceRecord[]> {
		return await this.provider.status.list(send, filters);
	}

	/** The codes this run has got, each with its instance. */
	get issuedQrCodes(): IssuedQrCode[] {
		return [...this.qrCodes.values()].map(({ issued }) => issued);
	}

	addQrCode(instanceId: string, issued: IssuedQrCode, format: QrCodeFormat): void {
		this.qrCodes.set(instanceId, { issued, format });
	}

	/**
	 * A code this run has got for the instance and that can still be scanned. One that came as an
	 * image lacks what JSON tells.
	 */
	validQrCode(instanceId: string, format: QrCodeFormat): IssuedQrCode | undefined {
		const known = this.qrCodes.get(instanceId);
		if (known === undefined || (format === 'json' && known.format === 'image')) return undefined;
		const { issued } = known;
		const { validFor } = issued.qrCode;
		// Nobody knows whether a code without an expiry can still be scanned.
		return validFor !== null && now() < issued.issuedAt + validFor ? issued : undefined;
	}
}
