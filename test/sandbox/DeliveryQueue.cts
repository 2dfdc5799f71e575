import { NotPossibleError } from './errors.cts';
import { isLoopback } from './loopback.cts';
import type { Delivery, DeliveryManner } from './types.cts';

/** A delivery as it goes over the wire. */
export interface PreparedDelivery {
	url: string;
	body: string;
	headers: Record<string, string>;
}

/** Sends the webhooks of one provider, to receivers on this machine only. */
export class DeliveryQueue {
	/** What went out last, by instance and event, so that it can be replayed. */
	private readonly sent = new Map<string, PreparedDelivery[]>();
	/** What waits until something newer has gone out. */
	private heldBack: PreparedDelivery[] = [];

	constructor(private readonly closing: AbortSignal) {}

	/**
	 * @param key what the delivery is about
	 * @param again how the same delivery looks when it is sent another time
	 */
	async dispatch(
		key: string,
		prepared: PreparedDelivery[],
		manner?: DeliveryManner,
		again = prepared,
	): Promise<Delivery[]> {
		if (manner === 'replayed') {
			const earlier = this.sent.get(key);
			if (!earlier) throw new NotPossibleError(`Nothing to replay: no "${key}" went out yet.`);
			return await this.postAll(earlier);
		}
		if (manner === 'reordered') {
			this.heldBack.push(...prepared);
			return [];
		}
		this.sent.set(key, prepared);
		const late = this.heldBack;
		this.heldBack = [];
		const times = manner === 'duplicated' ? [prepared, again, late] : [prepared, late];
		const results: Delivery[] = [];
		for (const batch of times) results.push(...(await this.postAll(batch)));
		return results;
	}

	/** Forgets what could be replayed or is held back. */
	forget(): void {
		this.sent.clear();
		this.heldBack = [];
	}

	private async postAll(prepared: PreparedDelivery[]): Promise<Delivery[]> {
		return await Promise.all(prepared.map((one) => this.post(one)));
	}

	private async post({ url, body, headers }: PreparedDelivery): Promise<Delivery> {
		if (!isLoopback(url)) return { url, status: null };
		try {
			const answer = await fetch(url, {
				method: 'POST',
				body,
				headers: { 'Content-Type': 'application/json', ...headers },
				redirect: 'manual',
				signal: this.closing,
			});
			await answer.arrayBuffer();
			return { url, status: answer.status };
		} catch {
			return { url, status: null };
		}
	}
}
