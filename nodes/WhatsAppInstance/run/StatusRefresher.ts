import { isConnected, type Instance } from '../../domain/instance';
import type { InstanceRecord, Provider } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import type { ProviderError } from '../../transport/ProviderError';
import type { RunItem } from './Run';
import { withLiveStatus } from './withLiveStatus';

/** An instance whose status may change while a request waits for its turn. */
export class StatusRefresher {
	/** @param checkedAt lower bound, as `uptime`, for when the status was reported */
	constructor(
		private readonly provider: Provider,
		private readonly item: RunItem,
		private known: InstanceRecord,
		private checkedAt: number,
	) {}

	get listed(): InstanceRecord {
		return this.known;
	}

	get instance(): Instance {
		return this.known.instance;
	}

	get isConnected(): boolean {
		return isConnected(this.instance);
	}

	/**
	 * Checks the status again when what is known is at least one poll interval old.
	 *
	 * @throws {ProviderError} of kind `cancelled`
	 */
	async refresh(): Promise<void> {
		if (uptime() - this.checkedAt >= this.provider.status.pollInterval) await this.check();
	}

	/**
	 * Requests the live status. When that fails, the known status stays, and the next refresh is due
	 * only after another poll interval.
	 *
	 * @returns the error, if it failed
	 * @throws {ProviderError} of kind `cancelled`
	 */
	async check(): Promise<ProviderError | undefined> {
		const { bounds, client } = this.item;
		// A check must not use up the waiting time that the item needs for the code itself.
		const patience = Math.min(this.provider.status.pollInterval, bounds.budget.remaining);
		const budget = { remaining: patience };
		const send = client.sender({ ...bounds, budget });
		const live = await attempt(this.provider.status.getLive(send, this.instance.instanceId));
		bounds.budget.remaining -= patience - budget.remaining;
		this.checkedAt = uptime();
		if ('error' in live) {
			if (live.error.traits.isCancellation) throw live.error;
			return live.error;
		}
		this.known = withLiveStatus(this.known, live.value);
		return undefined;
	}
}
