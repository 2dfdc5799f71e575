import { createHash } from 'node:crypto';

/**
 * Deliveries as static data hold them, the oldest first: the fingerprint, a blank, and the time it was
 * taken in. An object with a key for each would cost V8 two milliseconds a delivery.
 */
export type RecentDeliveries = readonly string[];

/** The fingerprint of a delivery, and when it was taken in, in milliseconds since 1970. */
type Remembered = readonly [print: string, at: number];

/**
 * How long a delivery is remembered. A signed one may be up to five minutes ahead of this machine's
 * clock, so it is genuine up to and including twice the window .
 */
export const REMEMBERED_FOR = 10 * 60_000;

/** How many deliveries are remembered at most in the workflow's static data, which stays small. */
export const MAX_REMEMBERED = 500;

/** How many this process remembers of one trigger. A mass mailing is read by thousands at once. */
export const MAX_IN_PROCESS = 5000;

// n8n loads static data anew for every delivery and stores it whole afterwards. Of deliveries that
// arrive side by side, each sees the state before the other, so this process remembers as well.
const inThisProcess = new Map<string, Map<string, number>>();

/** Shortens a key to one length, so that what is remembered does not grow with what was sent. */
export function fingerprint(key: string): string {
	return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

/** Puts together what two memories hold, without what is too old or too much. */
export function mergeRecent(
	one: Iterable<Remembered>,
	other: Iterable<Remembered>,
	now: number,
): Remembered[] {
	return [...new Map([...one, ...other])]
		.filter(([, at]) => isRecent(at, now))
		.sort(([, a], [, b]) => a - b)
		.slice(-MAX_REMEMBERED);
}

/** Reads what static data hold, which anybody may have edited. */
export function readStored(stored: unknown): Remembered[] {
	if (!Array.isArray(stored)) return [];
	const entries: unknown[] = stored;
	return entries
		.filter((entry) => typeof entry === 'string')
		.map((entry) => {
			const [print = '', at] = entry.split(' ');
			return [print, Number(at)];
		});
}

/** Which deliveries one trigger has taken in lately, over all calls and restarts. */
export class DeliveryLog {
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
		const print = fingerprint(key);
		const stored = readStored(this.staticData.recentDeliveries).find(([one]) => one === print);
		return [inThisProcess.get(this.scope)?.get(print), stored?.[1]].some((at) => isRecent(at, now));
	}

	/** Remembers a delivery. */
	add(key: string, now: number): void {
		const recent = inThisProcess.get(this.scope) ?? new Map<string, number>();
		inThisProcess.set(this.scope, recent);
		recent.set(fingerprint(key), now);
		forgetOld(recent, now);
		forgetIdleScopes(now);
		const stored = readStored(this.staticData.recentDeliveries);
		const newest = [...recent].slice(-MAX_REMEMBERED);
		const remembered = mergeRecent(stored, newest, now);
		this.staticData.recentDeliveries = remembered.map(([print, at]) => `${print} ${at}`);
	}

	/** Takes a delivery back that n8n could not hand to the workflow, so that it may come again. */
	remove(key: string): void {
		inThisProcess.get(this.scope)?.delete(fingerprint(key));
	}
}

function isRecent(at: number | undefined, now: number): boolean {
	return at !== undefined && Math.abs(now - at) <= REMEMBERED_FOR;
}

/** A map keeps the order in which it was filled, so that the oldest come first. */
function forgetOld(recent: Map<string, number>, now: number): void {
	for (const [print, at] of recent) {
		if (isRecent(at, now) && recent.size <= MAX_IN_PROCESS) return;
		recent.delete(print);
	}
}

/** Workflows come and go as long as n8n runs. */
function forgetIdleScopes(now: number): void {
	for (const [scope, recent] of inThisProcess) {
		forgetOld(recent, now);
		if (recent.size === 0) inThisProcess.delete(scope);
	}
}
