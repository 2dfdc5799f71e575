import type { Instance } from '../domain/instance';
import { countryCodeOf, withoutNationalDigits } from '../domain/nationalDigits';
import { typedDigits } from '../domain/phone';
import { phoneSpellings } from '../domain/phoneSpellings';
import { nameKey } from '../domain/sameName';

const STATUS_WORDS: Record<Instance['status'], string> = {
	pending: 'pending',
	starting: 'starting',
	awaitingScan: 'awaiting scan',
	connected: 'connected',
	disconnected: 'disconnected',
	failed: 'failed',
	unknown: 'status unknown',
};

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

// What is dialled in front of a number inside countries, by their codes.
const NATIONAL_PREFIXES: ReadonlyArray<readonly [prefix: string, codes: RegExp]> = [
	['0', /^/],
	['06', /^36$/],
	['8', /^(?:7|37.|99.)$/],
];

// What is shorter, such as the 2 in "Shop 2", is part of a name rather than of a phone or a status.
const MIN_PART = 3;

/** An instance as a list in the editor shows it: name, phone and status. */
export function describeInstance(instance: Instance): string {
	return `${instance.name ?? instance.instanceId} ${describeDetails(instance)}`;
}

/**
 * Returns which instances somebody means who searches for a text: a part of the name, of the phone
 * in any spelling, of the status, or several of them. An empty text means all.
 */
export function createInstanceFilter(text: string): (instance: Instance) => boolean {
	const wanted = nameKey(text);
	const digits = typedDigits(text);
	const parts = partsOf(wanted);

	return (instance) => {
		const name = nameKey(instance.name ?? instance.instanceId);
		if (isPartOfEntry(name, describeDetails(instance), wanted)) return true;
		if (digits !== null) return hasDigits(instance, digits);
		return parts.every(
			(part) =>
				name.includes(part) ||
				(part.length >= MIN_PART && isPartOfDetails(instance, part, typedDigits(part))),
		);
	};
}

function describeDetails({ phone, status }: Instance): string {
	const details = [phone === null ? null : `+${phone}`, STATUS_WORDS[status]].filter(Boolean);
	return `(${details.join(', ')})`;
}

/** The words of a text; what belongs to one number is one of them. */
function partsOf(text: string): string[] {
	const parts: string[] = [];
	for (const word of text.replace(/[(),]/g, ' ').split(' ').filter(Boolean)) {
		const last = parts.at(-1);
		const isOneNumber =
			last !== undefined && typedDigits(last) !== null && typedDigits(last + word) !== null;
		if (isOneNumber) parts.splice(-1, 1, last + word);
		else parts.push(word);
	}
	return parts;
}

/** Whether an entry shows a part: in its name anywhere, in its details from the start of a word. */
function isPartOfEntry(name: string, details: string, part: string): boolean {
	const at = `${name} ${details}`.indexOf(part);
	return at !== -1 && (at < name.length || startsWordOf(details, part));
}

function isPartOfDetails(instance: Instance, part: string, digits: string | null): boolean {
	if (digits !== null) return hasDigits(instance, digits);
	return startsWordOf(STATUS_WORDS[instance.status], part);
}

/** So that "connected" does not find "disconnected". */
function startsWordOf(text: string, part: string): boolean {
	if (!LETTER_OR_DIGIT.test(part.charAt(0))) return text.includes(part);
	for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
		if (!LETTER_OR_DIGIT.test(text.charAt(at - 1))) return true;
	}
	return false;
}

function hasDigits({ phone }: Instance, digits: string): boolean {
	if (phone === null) return false;
	const code = countryCodeOf(phone);
	const starts = [
		// As dialled from abroad.
		withoutNationalDigits(digits.replace(/^(?:00|0?011)/, '')),
		// As dialled at home, to the end or to where somebody is typing.
		withoutNationalDigits(code + digits),
		...NATIONAL_PREFIXES.flatMap(([prefix, codes]) =>
			digits.startsWith(prefix) && codes.test(code) ? [code + digits.slice(prefix.length)] : [],
		),
	];
	return [phone, ...phoneSpellings(withoutNationalDigits(phone))].some(
		(spelling) =>
			spelling.includes(digits) ||
			starts.some((start) => start.length > code.length && spelling.startsWith(start)),
	);
}
