import type {
	InstanceFilters,
	InstanceRecord,
	Provider,
	QrCodeFormat,
} from '../../providers/Provider';
import { now, uptime } from '../../transport/clock';

import { RequestCache } from './RequestCache';
import type { Instance } from '../../domain/instance';
import type { IssuedQrCode } from '../../domain/qrCode';
import { nameKey } from '../../domain/sameName';
import type { Send } from '../../transport/types';

/** A list together with the instances this run has created since. */
interface View {
	byId: Map<string, InstanceRecord>;
	/** By the key of their names. */
	byName: Map<string, InstanceRecord[]>;
	/** How many entries of `created` have been added to this view. */
	createdSeen: number;
}

/** A QR code this run has obtained, and the instance as it was then. */
interface KnownQrCode {
	issued: IssuedQrCode;
	format: QrCodeFormat;
	instance: Instance;
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

	/** The `uptime` at which a list was last requested. */
	private requestedAt = -Infinity;

	private readonly qrCodes = new Map<string, KnownQrCode>();

	/** @param created the instances this run has created; callers append to it */
	constructor(
		private readonly provider: Provider,
		readonly created: InstanceRecord[] = [],
	) {}

	/**
	 * An instance of the account, or one that this run has created; `undefined` when none has this ID.
	 *
	 * @param onlyItem filters for a run with a single item: others may then be left out
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async find(
		send: Send,
		instanceId: string,
		onlyItem: InstanceFilters = {},
	): Promise<InstanceRecord | undefined> {
		return this.viewOf(await this.list(send, onlyItem)).byId.get(instanceId);
	}

	/**
	 * The instances, including those this run has created, whose names look like this one.
	 *
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async named(send: Send, name: string): Promise<readonly InstanceRecord[]> {
		return this.viewOf(await this.list(send, {})).byName.get(nameKey(name)) ?? [];
	}

	/**
	 * Whether the account has an instance, according to a list that is at least as new as this call
	 * unless an older one shows that it is gone: an ID never comes back.
	 *
	 * @throws {ProviderError} when the list cannot be fetched
	 */
	async isListed(send: Send, instanceId: string): Promise<boolean> {
		const calledAt = uptime();
		if ((await this.find(send, instanceId)) === undefined) return false;
		if (this.requestedAt >= calledAt) return true;
		this.invalidate();
		return (await this.find(send, instanceId)) !== undefined;
	}

	/** Built once per list and then only extended, because every item searches it. */
	private viewOf(listed: InstanceRecord[]): View {
		let view = this.views.get(listed);
		if (view === undefined) {
			view = { byId: new Map(), byName: new Map(), createdSeen: 0 };
			this.views.set(listed, view);
			for (const one of listed) addTo(view, one);
		}
		const added = this.created.slice(view.createdSeen);
		view.createdSeen += added.length;
		for (const one of added) {
			if (!view.byId.has(one.instance.instanceId)) addTo(view, one);
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
		return await this.listings.get(JSON.stringify(filters), async () => {
			this.requestedAt = uptime();
			return await this.provider.status.list(send, filters);
		});
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
	async refetch(send: Send): Promise<InstanceRecord[]> {
		return await this.provider.status.list(send);
	}

	/** The QR codes this run has obtained, the latest one of each instance. */
	get issuedQrCodes(): IssuedQrCode[] {
		return [...this.qrCodes.values()].map(({ issued }) => issued);
	}

	/** Remembers a QR code for other items that are about the same instance. */
	addQrCode(instance: Instance, issued: IssuedQrCode, format: QrCodeFormat): void {
		this.qrCodes.set(instance.instanceId, { issued, format, instance });
	}

	/**
	 * A code that this run has obtained for the instance and that can still be scanned, and the status
	 * that came with it; `undefined` when there is none. A code that came as an image is no substitute
	 * for JSON, which contains more.
	 */
	validQrCode(
		instanceId: string,
		format: QrCodeFormat,
	): { issued: IssuedQrCode; status: Pick<Instance, 'status' | 'providerStatus'> } | undefined {
		const known = this.qrCodes.get(instanceId);
		if (known === undefined || (format === 'json' && known.format === 'image')) return undefined;
		const { issued, instance } = known;
		const { validFor } = issued.qrCode;
		// Without an expiry, nobody knows whether a code can still be scanned.
		if (validFor === null || now() >= issued.issuedAt + validFor) return undefined;
		const { status, providerStatus } = instance;
		return { issued, status: { status, providerStatus } };
	}
}

function addTo({ byId, byName }: View, one: InstanceRecord): void {
	const { instanceId, name } = one.instance;
	// A row that is listed twice is one instance.
	const isKnown = byId.has(instanceId);
	byId.set(instanceId, one);
	if (name === null || isKnown) return;
	const key = nameKey(name);
	const sameName = byName.get(key);
	if (sameName === undefined) byName.set(key, [one]);
	else sameName.push(one);
}
