// RFC 9110, 5.6.7: every form starts with the name of the day.
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.
 *
 * A date is measured against the response's own `Date` header where there is one, so that a wrong
 * clock on this machine does not matter.
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

	// JavaScript accepts almost any text with a number as a date, so the form is checked first.
	const until = HTTP_DATE.test(value) ? Date.parse(value) : NaN;
	if (Number.isNaN(until)) return undefined;
	const sent = Date.parse(dateHeader ?? '');
	return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}
