import { uptime } from '../../transport/clock';
import { nameKey } from '../../domain/sameName';
import type { ApiClient } from '../../transport/ApiClient';

// Submitting a form twice starts two executions at once, and each would find nothing and create an
// instance. n8n runs them in one process (in queue mode: in one worker, as many as its
// concurrency), so they can take turns. Forgetting any of this later does no harm: by then, the
// provider's list shows the instance.
const locks = new Map<string, Promise<void>>();
const ended = new Map<string, { at: number; by: symbol }>();

const REMEMBERED_FOR = 10 * 60_000;
const CANCEL_IS_SEEN_WITHIN = 250;

/**
 * Runs work that may create an instance: one at a time for the same account and name, across all
 * executions of this process.
 *
 * @returns what `work` returns
 * @throws {ProviderError} of kind `cancelled` when the execution is cancelled before its turn; also
 * what `work` throws
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
		// Moved to the end, so that the oldest entries always come first.
		ended.delete(key);
		ended.set(key, { at: uptime(), by: client.id });
		locks.delete(key);
		end();
	}
}

/**
 * Whether another execution has had its turn for this account and name.
 *
 * @param time the `uptime` since when
 */
export function othersCreatedSince(client: ApiClient, name: string, time: number): boolean {
	const last = ended.get(keyOf(client, name));
	return last !== undefined && last.at >= time && last.by !== client.id;
}

/** Identifies an instance of an account by its name. Keep it in memory only. */
export function keyOf({ accountId }: ApiClient, name: string): string {
	return `${accountId} ${nameKey(name)}`;
}

function forgetOld(): void {
	for (const [key, { at }] of ended) {
		if (uptime() - at <= REMEMBERED_FOR) return;
		ended.delete(key);
	}
}
