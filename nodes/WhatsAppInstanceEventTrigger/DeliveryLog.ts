import { createHash } from 'node:crypto';

/**
 * Deliveries as stored in static data, oldest first: the fingerprint, a space, and the time of
 * receipt. An object with a key for each would cost V8 two milliseconds per delivery.
 */
export type RecentDeliveries = readonly string[];

/** The fingerprint of a delivery, and when it was received, in milliseconds since 1970. */
type Remembered = readonly [print: string, at: number];

/**
 * How long a delivery is remembered, in milliseconds. A signed one may be up to five minutes ahead
 * of this machine's clock, so its signature is valid for up to twice that window, inclusive.
 */
export const REMEMBERED_FOR = 10 * 60_000;

/** How many deliveries are kept at most in the workflow's static data, so that it stays small. */
export const MAX_REMEMBERED = 500;

/**
 * How many deliveries of one trigger this process remembers. Thousands of people read a mass
 * mailing at once, and each reading is a delivery.
 */
export const MAX_IN_PROCESS = 5000;

// n8n loads static data again for every delivery and stores it as a whole afterwards. Deliveries
// that arrive concurrently each see the state before the other, so this process remembers them too.
const inThisProcess = new Map<string, Map<string, number>>();

/** Shortens a key to a fixed length, so that what is stored does not grow with what was sent. */
export function fingerprint(key: string): string {
	return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

/**
 * Merges two sets of deliveries and drops those that are too old or too many.
 *
 * @param now milliseconds since 1970
 * @returns at most `MAX_REMEMBERED` deliveries, the newest ones, oldest first
 */
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

/** Reads what static data contains, which anybody may have edited. */
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

/** Which deliveries one trigger has received recently, over all calls and restarts. */
export class DeliveryLog {
	/**
	 * @param scope identifies the trigger within this process
	 * @param staticData what n8n stores for the trigger
	 */
	constructor(
		private readonly scope: string,
		private readonly staticData: { recentDeliveries?: RecentDeliveries },
	) {}

	/**
	 * Whether a delivery was received recently.
	 *
	 * @param key identifies the delivery
	 * @param now milliseconds since 1970
	 */
	holds(key: string, now: number): boolean {
		const print = fingerprint(key);
		const stored = readStored(this.staticData.recentDeliveries).find(([one]) => one === print);
		return [inThisProcess.get(this.scope)?.get(print), stored?.[1]].some((at) => isRecent(at, now));
	}

	/**
	 * Remembers a delivery.
	 *
	 * @param key identifies the delivery
	 * @param now when it was received, in milliseconds since 1970
	 */
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

	/** Forgets a delivery that n8n could not pass to the workflow, so that it may come again. */
	remove(key: string): void {
		inThisProcess.get(this.scope)?.delete(fingerprint(key));
	}
}

function isRecent(at: number | undefined, now: number): boolean {
	return at !== undefined && Math.abs(now - at) <= REMEMBERED_FOR;
}

/**
 * Drops what is too old or too much. A map keeps the order in which it was filled, so the oldest
 * come first.
 */
function forgetOld(recent: Map<string, number>, now: number): void {
	for (const [print, at] of recent) {
		if (isRecent(at, now) && recent.size <= MAX_IN_PROCESS) return;
		recent.delete(print);
	}
}

/** Drops triggers without recent deliveries: workflows come and go as long as n8n runs. */
function forgetIdleScopes(now: number): void {
	for (const [scope, recent] of inThisProcess) {
		forgetOld(recent, now);
		if (recent.size === 0) inThisProcess.delete(scope);
	}
}
