import fc from 'fast-check';

import { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { ParameterError } from '../../../nodes/domain/parameters.ts';

/** How many cases each parser gets; `npm run test:faults` asks for more. */
export const CASES = Number(process.env.FUZZ_CASES ?? 300);

/** Long enough for the cases asked for, on a machine that is busy with something else. */
export const FUZZ_TIMEOUT = 20_000 + CASES * 30;

/** Stands for a key of the account; generated for each process. */
export const SECRET = `key-${String(process.pid)}-${Math.random().toString(36).slice(2)}`;

// What the parsers look for, and names that every object has.
const KEYS = [
	...['id', 'name', 'phone', 'status', 'qr_code', 'data', 'access_token', 'created_at', 'state'],
	...['instances', 'instance', 'apiInstanceName', 'internalName', 'instanceName', 'displayName'],
	...[
		'qrcode',
		'base64',
		'code',
		'pairingCode',
		'qrError',
		'success',
		'error',
		'errors',
		'message',
	],
	...['limits', 'plan', 'subscription', 'used', 'limit', 'webhooks', 'webhook', 'url', 'events'],
	...['event', 'type', 'payload', 'timestamp', 'instanceId', 'token', 'secret', 'number', 'owner'],
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', ''],
];

const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

const leaf = fc.oneof(
	fc.constantFrom('null', 'true', 'false', '1e999', '-0', '123456789012345678901234567890', '""'),
	fc.constantFrom('"\\ud800"', '"\\u0000"', '"open"', '"WORKING"', '"\\u202e"', '[]', '{}'),
	fc
		.constantFrom(
			SECRET,
			`Bearer ${SECRET}`,
			PIXEL,
			`data:image/png;base64,${PIXEL}`,
			PIXEL.slice(9),
		)
		.map((text) => JSON.stringify(text)),
	fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
	fc.double().map((number) => JSON.stringify(number)),
);

/** JSON as nobody documents it, often with the fields that are documented. */
export const hostileJson: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'medium', withCrossShrink: true },
		leaf,
		fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join()}]`),
		fc
			.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { minLength: 1, maxLength: 6 })
			.map(
				(entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`,
			),
	),
})).value;

/** The bytes of a body: JSON, broken JSON, or anything. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
	{ weight: 6, arbitrary: hostileJson.map((text) => Buffer.from(text)) },
	{ weight: 1, arbitrary: hostileJson.map((text) => Buffer.from(`\ufeff${text}`)) },
	{ weight: 1, arbitrary: hostileJson.map((text) => Buffer.from(text.slice(0, -1))) },
	{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
	{ weight: 1, arbitrary: fc.constantFrom('', 'OK', '<html>').map((text) => Buffer.from(text)) },
);

/** Bodies that are too large or too deep for a random one. */
export const EXTREMES: ReadonlyArray<readonly [string, Buffer]> = [
	['an array in 100,000 arrays', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
	[
		'an object in 100,000 objects',
		Buffer.from('{"data":'.repeat(100_000) + '1' + '}'.repeat(100_000)),
	],
	[
		'a text of 5 MB',
		Buffer.from(JSON.stringify({ id: 'x', qr_code: '='.repeat(5_000_000) + 'A' })),
	],
	[
		'5 MB of blanks',
		Buffer.from(JSON.stringify({ id: 'x', qr_code: ' '.repeat(5_000_000) + '!' })),
	],
	['5 MB of full stops', Buffer.from(JSON.stringify({ qrError: '.'.repeat(5_000_000) + 'x' }))],
	['a message of 5 MB', Buffer.from(JSON.stringify({ message: 'bearer '.repeat(700_000) }))],
	['a million rows', Buffer.from(`[${'{},'.repeat(1_000_000)}0]`)],
];

/** Passes a result on; of errors, only those with words of our own, and without what is hidden. */
export async function namedOnly<T>(
	work: () => Promise<T> | T,
	hidden?: string,
): Promise<T | undefined> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof ProviderError) && !(error instanceof ParameterError)) throw error;
		expect(`${error.message} ${error.description}`).not.toMatch(/\bundefined\b|\[object /);
		if (hidden) expect(`${error.message} ${error.description}`).not.toContain(hidden);
		return undefined;
	}
}
