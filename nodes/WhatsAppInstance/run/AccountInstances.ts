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

/** A list together with the instances this run has created since. */
interface View {
	all: InstanceRecord[];
	byId: Map<string, InstanceRecord>;
	/** How many entries of `created` have been added to this view. */
	createdSeen: number;
}

/**
 * What a run knows about the instances of one account. The list is requested once for all items,
 * and kept up to date with what the run itself creates.
 */
export class AccountInstances {
	private readonly listings = new RequestCache<string, InstanceRecord[]>();

	private readonly views = new WeakMap<InstanceRecord[], View>();

	/** Lower bound, as `uptime`, for when the current list was requested. */
	openedAt = uptime();

	private readonly qrCodes = new Map<string, { issued: IssuedQrCode; format: QrCodeFormat }>();

	/** @param created the instances this run has created; callers append to it */
	constructor(
		private readonly provider: Provider,
		readonly created: InstanceRecord[] = [],
	) {}

	/**
	 * The instances of the account, including those this run has created.
	 *
	 * @param onlyItem filters for a run with a single item: others may then be left out
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async all(send: Send, onlyItem: InstanceFilters = {}): Promise<readonly InstanceRecord[]> {
		return this.viewOf(await this.list(send, onlyItem)).all;
	}

	/**
	 * One of these instances; `undefined` when none has this ID.
	 *
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async find(
		send: Send,
		instanceId: string,
		onlyItem: InstanceFilters = {},
	): Promise<InstanceRecord | undefined> {
		return this.viewOf(await this.list(send, onlyItem)).byId.get(instanceId);
	}

	/** Built once per list and then only extended, because every item searches it. */
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
	 * The instances as the provider lists them; with filters, others may be left out. Requested only
	 * once for the same filters.
	 *
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async list(send: Send, filters: InstanceFilters): Promise<InstanceRecord[]> {
		return await this.listings.get(
			JSON.stringify(filters),
			async () => await this.provider.status.list(send, filters),
		);
	}

	/** Discards the lists, so that the next call requests one again. */
	invalidate(): void {
		this.listings.clear();
		this.openedAt = uptime();
	}

	/**
	 * Requests a list from the provider even if there is one already.
	 *
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async refetch(send: Send, filters: InstanceFilters): Promise<InstanceRecord[]> {
		return await this.provider.status.list(send, filters);
	}

	/** The QR codes this run has obtained, the latest one of each instance. */
	get issuedQrCodes(): IssuedQrCode[] {
		return [...this.qrCodes.values()].map(({ issued }) => issued);
	}

	/** Remembers a QR code for other items that are about the same instance. */
	addQrCode(instanceId: string, issued: IssuedQrCode, format: QrCodeFormat): void {
		this.qrCodes.set(instanceId, { issued, format });
	}

	/**
	 * A code that this run has obtained for the instance and that can still be scanned; `undefined`
	 * when there is none. A code that came as an image is no substitute for JSON, which contains more.
	 */
	validQrCode(instanceId: string, format: QrCodeFormat): IssuedQrCode | undefined {
		const known = this.qrCodes.get(instanceId);
		if (known === undefined || (format === 'json' && known.format === 'image')) return undefined;
		const { issued } = known;
		const { validFor } = issued.qrCode;
		// Without an expiry, nobody knows whether a code can still be scanned.
		return validFor !== null && now() < issued.issuedAt + validFor ? issued : undefined;
	}
}
