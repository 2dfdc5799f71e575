import { isConnected, type Instance } from '../../domain/instance';
import type { InstanceRecord, Provider } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import type { ProviderError } from '../../transport/ProviderError';
import type { RunItem } from './Run';

/** What is known of an instance whose status may change while a request waits for its turn. */
export class StatusRefresher {
	/** @param seenAt the uptime at which the status was told at the earliest */
	constructor(
		private readonly provider: Provider,
		private readonly item: RunItem,
		private known: InstanceRecord,
		private seenAt: number,
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

	/** Asks anew when what is known is as old as the time between two looks. */
	async refresh(): Promise<void> {
		if (uptime() - this.seenAt >= this.provider.status.pollInterval) await this.ask();
	}

	/**
	 * Asks for the live status. When that fails, what is known stays, for the next time as well.
	 *
	 * @returns why it failed, if it did
	 * @throws {ProviderError} of kind `cancelled`
	 */
	async ask(): Promise<ProviderError | undefined> {
		const { bounds, client } = this.item;
		// A look must not use up what the item may wait for the code itself.
		const patience = Math.min(this.provider.status.pollInterval, bounds.budget.remaining);
		const budget = { remaining: patience };
		const send = client.sender({ ...bounds, budget });
		const asked = await attempt(this.provider.status.getLive(send, this.instance.instanceId));
		bounds.budget.remaining -= patience - budget.remaining;
		this.seenAt = uptime();
		if ('error' in asked) {
			if (asked.error.traits.isCancellation) throw asked.error;
			return asked.error;
		}
		const { status, providerStatus, raw } = asked.value;
		this.known = {
			instance: { ...this.instance, status, providerStatus },
			raw: { ...this.known.raw, ...raw },
		};
		return undefined;
	}
}
