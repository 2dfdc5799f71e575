import { isRecord } from '../../nodes/domain/json.ts';
import { decodePng } from '../../nodes/domain/png.ts';
import { textOrNull } from '../../nodes/domain/text.ts';
import { readRefusal, reportsFailure } from '../../nodes/providers/readers.ts';
import { isSuccess } from '../../nodes/transport/responseErrors.ts';
import { readQrCode } from '../support/readQrCode.cts';
import type { Cleaner } from './cleaning.cts';
import type { Exchange } from './Evidence.cts';
import { about, different, notVisible, seen, type Finding, type Judge } from './findings.cts';

/** Walks into JSON; `undefined` when something on the way is missing. */
export function at(value: unknown, ...path: string[]): unknown {
	return path.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

/** The rows of a list, whatever else they are. */
export function recordsIn(list: unknown): Record<string, unknown>[] {
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** A text field of each row that has one. */
export function textsIn(rows: readonly Record<string, unknown>[], field: string): string[] {
	return rows.flatMap((row) => textOrNull(row[field]) ?? []);
}

/** How many of something there are, with its name. */
export function count(number: number, one: string, more = `${one}s`): string {
	return `${number} ${number === 1 ? one : more}`;
}

/** Says what a response was, without its content. */
export function describe({ status, json }: Exchange, { shape }: Cleaner): string {
	return `HTTP ${status}, ${shape(json)}`;
}

/**
 * Judges whether a list has pages that it does not tell of. Without pages, a request for the second
 * one gives the same rows.
 *
 * @param rowIds the IDs in a response
 */
export function judgePaging<Step extends string>(
	first: Step,
	second: Step,
	rowIds: (json: unknown) => string[],
): Judge<Step> {
	return about(first, ({ json, headers }, _clean, evidence) => {
		const ids = rowIds(json);
		const next = evidence.last(second);
		const isAnnounced =
			/\brel="?next\b/.test(headers.link ?? '') || headers['x-total-count'] !== undefined;
		if (isAnnounced || hasPagingFields(json)) return seen('the list tells of its pages');
		if (ids.length === 0 || next === undefined || !isSuccess(next.status)) {
			return notVisible('there was no list of instances to compare with its second page');
		}
		const others = rowIds(next.json);
		const isSame = others.length === ids.length && others.every((id) => ids.includes(id));
		return isSame
			? notVisible(`no pages: page=2 gives the same ${count(ids.length, 'row')}`)
			: different(
					`page=2 gives ${count(others.length, 'row')} of its own, and nothing tells of pages`,
				);
	});
}

function hasPagingFields(json: unknown): boolean {
	const names = ['meta', 'links', 'pagination', 'next_page_url', 'last_page', 'total', 'hasMore'];
	return isRecord(json) && names.some((name) => name in json);
}

/** Judges whether a list tells a right key from a wrong one. */
export function judgeListTestsKey<Step extends string>(wrongKey: Step): Judge<Step> {
	return about(wrongKey, ({ status }) =>
		[401, 403].includes(status)
			? seen(`the list works, and a wrong key gets HTTP ${status}`)
			: different(`a wrong key gets HTTP ${status}`),
	);
}

/** Comes across things, and tells how many. */
export function sightAny(
	found: readonly unknown[],
	one: string,
	none: string,
): Finding<'seen' | 'notVisible'> {
	return found.length === 0 ? notVisible(none) : seen(count(found.length, one));
}

/** Comes across responses with a good HTTP status whose body says that they failed. */
export function sightFailureWith2xx(): Judge<string, 'seen' | 'notVisible'> {
	return (evidence, clean) => {
		const found = evidence
			.all()
			.filter(({ status, json }) => isSuccess(status) && reportsFailure(json));
		const [first] = found;
		return first === undefined
			? notVisible('no response was like that')
			: seen(`${count(found.length, 'response')}, the first: ${describe(first, clean)}`);
	};
}

/** Comes across responses with a good HTTP status whose body names another one. */
export function sightStatusInBody(): Judge<string, 'seen' | 'notVisible'> {
	return (evidence) => {
		const found = evidence
			.all()
			.filter(
				({ status, json }) => isSuccess(status) && readRefusal(status, json).status !== status,
			);
		return sightAny(found, 'response', 'no response was like that');
	};
}

/** Comes across refusals that have no JSON. */
export function sightForeignRefusals(): Judge<string, 'seen' | 'notVisible'> {
	return (evidence) => {
		const found = evidence
			.all()
			.filter(({ status, json }) => [401, 403, 404].includes(status) && json === undefined);
		return sightAny(found, 'response', 'no response was like that');
	};
}

/** Tells how long the slowest response took. */
export function sightDurations(): Judge<string, 'seen' | 'notVisible'> {
	return (evidence) => {
		const times = evidence.all().map(({ milliseconds }) => Math.round(milliseconds));
		return seen(
			`${count(times.length, 'response')}, the slowest after ${Math.max(0, ...times)} ms`,
		);
	};
}

/**
 * Judges in which encoding an image came.
 *
 * @param isDocumented whether an encoding is the one that the documents name
 */
export function judgeEncoding(text: unknown, isDocumented: (text: string) => boolean): Finding {
	if (typeof text !== 'string' || text === '') return notVisible('there was no code');
	const decoded = decodePng(text);
	if ('problem' in decoded) return different(`the image cannot be decoded: ${decoded.problem}`);
	if (isDocumented(text)) return notVisible('encoded as documented');
	const forms = [
		...(/^data:/.test(text) ? ['a data URI'] : ['no data URI']),
		...(/\s/.test(text) ? ['white space'] : []),
		...(/[-_]/.test(text.replace(/^data:[^,]*,/, '')) ? ['base64url'] : []),
	];
	return seen(forms.join(', '));
}

/** The text of a QR code whose image came as text; `undefined` when there is none to be read. */
export function qrCodeText(image: unknown): string | undefined {
	const decoded = typeof image === 'string' ? decodePng(image) : { problem: 'it is missing' };
	if ('problem' in decoded) return undefined;
	try {
		return readQrCode(decoded.png);
	} catch {
		// A code that a camera cannot read either has no text.
		return undefined;
	}
}

/** Judges how the text of a code begins; the text itself opens an account, and is not shown. */
export function judgeCodeText(text: string | undefined): Finding {
	if (text === undefined) return notVisible('there was no code that can be read');
	if (text.startsWith('2@')) return seen('begins with 2@');
	return text.startsWith('https://wa.me/settings/linked_devices#')
		? seen('is an address of wa.me')
		: different('begins with something else');
}

/** Judges two codes that were requested one after the other. */
export function judgeSameCode(first: unknown, second: unknown): Finding {
	if (typeof first !== 'string' || typeof second !== 'string') {
		return notVisible('there were no two codes to compare');
	}
	return first === second
		? seen('two requests in a row gave the same code')
		: different('two requests in a row gave two codes');
}
