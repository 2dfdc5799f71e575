import { createHash } from 'node:crypto';

/** Fingerprints of deliveries, each with the time it was taken in, the oldest first. */
export type RecentDeliveries = Readonly<Record<string, number>>;

/**
 * How long a delivery is remembered. A signed one may be up to five minutes ahead of this machine's
 * clock, so it is stale for certain after twice the window (`TIMESTAMP_WINDOW`).
 */
export const REMEMBERED_FOR = 10 * 60_000;

/** How many deliveries are remembered at most, so that the workflow's static data stays small. */
export const MOST_REMEMBERED = 500;

// n8n loads static data anew for every delivery and stores it whole afterwards. Of deliveries that
// arrive side by side, each sees the state before the other, so this process remembers as well.
const inThisProcess = new Map<string, RecentDeliveries>();

/** Shortens a key to one length, so that what is remembered does not grow with what was sent. */
export function fingerprint(key: string): string {
	return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

/** Puts together what two memories hold, without what is too old or too much. */
export function mergeRecent(
	one: RecentDeliveries,
	other: RecentDeliveries,
	now: number,
): RecentDeliveries {
	const entries = Object.entries({ ...one, ...other })
		.filter(([, at]) => typeof at === 'number' && Math.abs(now - at) < REMEMBERED_FOR)
		.sort(([, a], [, b]) => a - b);
	return Object.fromEntries(entries.slice(-MOST_REMEMBERED));
}

/** Which deliveries one trigger has taken in lately, over all calls and restarts. */
export class DeliveryMemory {
	/**
	 * @param scope names the trigger within this process
	 * @param staticData what n8n keeps for the trigger
	 */
	constructor(
		private readonly scope: string,
		private readonly staticData: { recentDeliveries?: RecentDeliveries },
	) {}

	/** Whether a delivery has been taken in lately. */
	holds(key: string, now: number): boolean {
		return Object.hasOwn(this.recent(now), fingerprint(key));
	}

	/** Remembers a delivery. */
	add(key: string, now: number): void {
		const recent = mergeRecent(this.recent(now), { [fingerprint(key)]: now }, now);
		this.staticData.recentDeliveries = recent;
		inThisProcess.set(this.scope, recent);
		forgetIdleScopes(now);
	}

	/** Takes a delivery back that n8n could not hand to the workflow, so that it may come again. */
	remove(key: string): void {
		const others = { ...inThisProcess.get(this.scope) };
		delete others[fingerprint(key)];
		inThisProcess.set(this.scope, others);
	}

	private recent(now: number): RecentDeliveries {
		const stored = this.staticData.recentDeliveries ?? {};
		return mergeRecent(stored, inThisProcess.get(this.scope) ?? {}, now);
	}
}

/** Workflows come and go as long as n8n runs. */
function forgetIdleScopes(now: number): void {
	for (const [scope, recent] of inThisProcess) {
		if (Object.keys(mergeRecent(recent, {}, now)).length === 0) inThisProcess.delete(scope);
	}
}
