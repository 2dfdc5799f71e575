/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.
 *
 * A date is measured against the answer's own `Date` header where there is one, so that a clock
 * that is set wrong on this side does not matter.
 *
 * @param now this machine's time in milliseconds since 1970
 * @returns milliseconds from now, never negative; `undefined` when the header says nothing usable
 */
export function parseRetryAfter(
	retryAfter: string | undefined,
	dateHeader: string | undefined,
	now: number,
): number | undefined {
	const value = retryAfter?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;

	const until = Date.parse(value);
	if (value === '' || Number.isNaN(until) || !/[a-z]/i.test(value)) return undefined;
	const sent = Date.parse(dateHeader ?? '');
	return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}
