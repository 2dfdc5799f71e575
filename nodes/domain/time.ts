// Between these years, every unit below has a range of its own: a number of seconds is never read
// as one of milliseconds.
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** How many of a unit make a millisecond: seconds, milliseconds, microseconds, nanoseconds. */
const UNITS_PER_MILLISECOND = [0.001, 1, 1000, 1_000_000];

const NUMBER = /^\d{1,25}(\.\d{1,25})?$/;

const DATE_AND_TIME =
	/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,12}))?\s?(?:Z|([+-]\d\d)(?::?(\d\d))?)?$/i;

/**
 * Reads a time of this century: a Unix time in seconds, milliseconds, microseconds or nanoseconds,
 * as a number or as text, with or without a fraction, or a date and time in ISO 8601. One without a
 * time zone is taken to be in UTC, as servers mostly write them.
 *
 * @returns milliseconds since 1970; `undefined` for everything else
 */
export function readTime(value: unknown): number | undefined {
	if (typeof value === 'number') return readUnixTime(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return NUMBER.test(text) ? readUnixTime(Number(text)) : readDateAndTime(text);
}

function readUnixTime(number: number): number | undefined {
	return UNITS_PER_MILLISECOND.map((units) => wholeMilliseconds(number / units)).find(isPlausible);
}

function readDateAndTime(text: string): number | undefined {
	const parts = DATE_AND_TIME.exec(text);
	if (parts === null) return undefined;
	const [, date = '', minutes = '', seconds = ':00', fraction = '', hoursAhead, rest = '00'] =
		parts;
	const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
	const zone = hoursAhead === undefined ? 'Z' : `${hoursAhead}:${rest}`;
	const time = Date.parse(`${date}T${minutes}${seconds}.${milliseconds}${zone}`);
	return isPlausible(time) ? time : undefined;
}

// Down, so that a time is never later than it was written; rounded before, because the division
// leaves traces.
function wholeMilliseconds(milliseconds: number): number {
	return Math.floor(Number(milliseconds.toFixed(3)));
}

function isPlausible(time: number): boolean {
	return time >= EARLIEST && time < LATEST;
}
