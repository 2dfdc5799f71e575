import { uptime } from '../../transport/clock';
import type { ApiClient } from '../../transport/ApiClient';

// Who sends a form twice starts two executions at once, and each would find nothing and create. n8n
// runs them in one process (queue mode: in one worker, as many as its concurrency), so that they can
// take turns. Nothing here is needed once it is forgotten: the provider's list tells it later.
const locks = new Map<string, Promise<void>>();
const ended = new Map<string, { at: number; by: symbol }>();

const REMEMBERED_FOR = 10 * 60_000;
const CANCEL_IS_SEEN_WITHIN = 250;

/**
 * Does what creates an instance, one after the other for the same account and name, over all
 * executions of this process.
 *
 * @throws {ProviderError} of kind `cancelled` when the execution is cancelled before its turn
 */
export async function withCreateLock<T>(
	client: ApiClient,
	name: string,
	work: () => Promise<T>,
): Promise<T> {
	const key = keyOf(client, name);
	for (let other = locks.get(key); other; other = locks.get(key)) {
		await Promise.race([other, client.pause(CANCEL_IS_SEEN_WITHIN)]);
	}
	let end = () => {};
	locks.set(
		key,
		new Promise((resolve) => {
			end = resolve;
		}),
	);
	try {
		return await work();
	} finally {
		forgetOld();
		// As the last one, so that the oldest are always first.
		ended.delete(key);
		ended.set(key, { at: uptime(), by: client.id });
		locks.delete(key);
		end();
	}
}

/**
 * Whether another execution has had a turn for this account and name since a time that `uptime` told.
 */
export function othersCreatedSince(client: ApiClient, name: string, time: number): boolean {
	const last = ended.get(keyOf(client, name));
	return last !== undefined && last.at >= time && last.by !== client.id;
}

/** Names an instance of an account by what it is to be called. To be kept in memory only. */
export function keyOf({ accountId }: ApiClient, name: string): string {
	return `${accountId} ${name}`;
}

function forgetOld(): void {
	for (const [key, { at }] of ended) {
		if (uptime() - at <= REMEMBERED_FOR) return;
		ended.delete(key);
	}
}
