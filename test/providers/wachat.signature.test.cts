import crypto, { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { TIMESTAMP_WINDOW, verifySignature } from '../../nodes/providers/wachat/signature.ts';
import { matchesSharedSecret } from '../../nodes/providers/hypersender/webhooks.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

interface Sent {
	timestamp: string;
	signature: string;
	body: Buffer;
}

function sign(
	secret: string,
	body: Buffer,
	timestamp: string,
	encoding: (typeof ENCODINGS)[number] = 'hex',
): Sent {
	const hmac = createHmac('sha256', secret).update(`${timestamp}.`).update(body);
	return { timestamp, signature: hmac.digest(encoding), body };
}

const secrets = fc.string({ minLength: 1, maxLength: 80 });
const bodies = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const timestamps = fc
	.integer({ min: NOW - TIMESTAMP_WINDOW, max: NOW + TIMESTAMP_WINDOW })
	.chain((time) => fc.constantFrom(String(Math.ceil(time / 1000)), String(time)))
	// Rounding up may lead out of the window by less than a second.
	.filter((text) => Number(text) > 1e12 || Number(text) * 1000 <= NOW + TIMESTAMP_WINDOW);

/** Another character in one place, one taken out, or one put in. */
function altered(text: string): fc.Arbitrary<string> {
	const place = fc.nat({ max: text.length - 1 });
	const character = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 });
	return fc
		.tuple(place, character, fc.constantFrom('change', 'remove', 'insert'))
		.map(([at, other, how]) => {
			const rest = text.slice(how === 'insert' ? at : at + 1);
			return text.slice(0, at) + (how === 'remove' ? '' : other) + rest;
		})
		.filter((changed) => changed !== text);
}

function alteredBytes(bytes: Buffer): fc.Arbitrary<Buffer> {
	return fc
		.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }))
		.map(([at, difference]) => {
			const changed = Buffer.from(bytes);
			changed[at] = (changed[at] ?? 0) ^ difference;
			return changed;
		});
}

describe('the signature of a delivery', () => {
	it('is accepted in every encoding, with and without prefix, and is told in one form', () => {
		fc.assert(
			fc.property(
				secrets,
				bodies,
				timestamps,
				fc.constantFrom(...ENCODINGS),
				fc.constantFrom('', 'sha256='),
				(secret, body, timestamp, encoding, prefix) => {
					const sent = sign(secret, body, timestamp, encoding);
					const accepted = { ...sent, signature: prefix + sent.signature };
					const { signature } = sign(secret, body, timestamp);
					expect(verifySignature(accepted, secret, NOW)).toBe(signature);
				},
			),
		);
	});

	it('is accepted without the padding of base64', () => {
		const sent = sign('secret', Buffer.from('{}'), String(NOW), 'base64');
		const signature = sent.signature.replace('=', '');
		expect(verifySignature({ ...sent, signature }, 'secret', NOW)).toBeDefined();
	});

	it.each(ENCODINGS)('is refused with any altered byte in it (%s)', (encoding) => {
		// The forms a signature may have; a change may lead from one to another.
		const forms = ({ timestamp, body }: Sent, secret: string) =>
			ENCODINGS.flatMap((one) => {
				const { signature } = sign(secret, body, timestamp, one);
				const bare = signature.replace(/=+$/, '');
				return one === 'hex' ? [bare] : [bare, `${bare}=`];
			});
		fc.assert(
			fc.property(
				fc
					.tuple(secrets, bodies, timestamps)
					.chain(([secret, body, timestamp]) => {
						const sent = sign(secret, body, timestamp, encoding);
						return fc.tuple(fc.constant(secret), fc.constant(sent), altered(sent.signature));
					})
					.filter(([secret, sent, signature]) => !forms(sent, secret).includes(signature)),
				([secret, sent, signature]) => {
					expect(verifySignature({ ...sent, signature }, secret, NOW)).toBeUndefined();
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('is refused in capital letters, and with bits that base64 does not use', () => {
		const body = Buffer.from('{}');
		const hex = sign('secret', body, String(NOW));
		const inCapitals = { ...hex, signature: hex.signature.toUpperCase() };
		expect(verifySignature(inCapitals, 'secret', NOW)).toBeUndefined();

		const base64 = sign('secret', body, String(NOW), 'base64');
		const last = base64.signature.at(-2) ?? '';
		const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
		const next = alphabet[alphabet.indexOf(last) + 1] ?? '';
		const loose = `${base64.signature.slice(0, -2)}${next}=`;
		expect(Buffer.from(loose, 'base64')).toEqual(Buffer.from(base64.signature, 'base64'));
		expect(verifySignature({ ...base64, signature: loose }, 'secret', NOW)).toBeUndefined();
	});

	it('is refused with any altered byte in the body', () => {
		fc.assert(
			fc.property(
				fc
					.tuple(secrets, bodies, timestamps)
					.chain(([secret, body, timestamp]) =>
						fc.tuple(fc.constant(secret), fc.constant({ body, timestamp }), alteredBytes(body)),
					),
				([secret, { body, timestamp }, other]) => {
					const sent = { ...sign(secret, body, timestamp), body: other };
					expect(verifySignature(sent, secret, NOW)).toBeUndefined();
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('is refused with any altered byte in the timestamp', () => {
		fc.assert(
			fc.property(
				fc
					.tuple(secrets, bodies, timestamps)
					.chain(([secret, body, timestamp]) =>
						fc.tuple(fc.constant(secret), fc.constant({ body, timestamp }), altered(timestamp)),
					),
				([secret, { body, timestamp }, other]) => {
					const sent = { ...sign(secret, body, timestamp), timestamp: other };
					expect(verifySignature(sent, secret, NOW)).toBeUndefined();
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('is refused with another secret', () => {
		fc.assert(
			fc.property(secrets, secrets, bodies, (secret, other, body) => {
				fc.pre(secret !== other);
				expect(verifySignature(sign(secret, body, String(NOW)), other, NOW)).toBeUndefined();
			}),
		);
	});

	it.each([
		['no signature', { signature: undefined }],
		['an empty signature', { signature: '' }],
		['a prefix alone', { signature: 'sha256=' }],
		['no timestamp', { timestamp: undefined }],
	])('is refused with %s', (_case, change) => {
		const sent = sign('secret', Buffer.from('{}'), String(NOW));
		expect(verifySignature({ ...sent, ...change }, 'secret', NOW)).toBeUndefined();
	});

	it('is refused without a secret, although it was made without one', () => {
		const sent = sign('', Buffer.from('{}'), String(NOW));
		expect(verifySignature(sent, '', NOW)).toBeUndefined();
	});

	it.each([
		[-TIMESTAMP_WINDOW, true],
		[-TIMESTAMP_WINDOW - 1, false],
		[TIMESTAMP_WINDOW, true],
		[TIMESTAMP_WINDOW + 1, false],
	])('with a timestamp %i ms away is accepted: %s', (distance, accepted) => {
		const sent = sign('secret', Buffer.from('{}'), String(NOW + distance));
		expect(verifySignature(sent, 'secret', NOW) !== undefined).toBe(accepted);
	});

	// The unit of the timestamp is not documented; what is signed is its text as it is sent.
	it.each<[string, (time: number) => string]>([
		['ISO 8601', (time) => new Date(time).toISOString()],
		['ISO 8601 without a fraction', (time) => new Date(time).toISOString().replace(/\.\d+/, '')],
		['ISO 8601 in microseconds', (time) => new Date(time).toISOString().replace('Z', '000Z')],
		[
			'ISO 8601 with an offset',
			(time) => new Date(time + 3_600_000).toISOString().replace('Z', '+01:00'),
		],
		['ISO 8601 without a zone', (time) => new Date(time).toISOString().replace('Z', '')],
		['seconds with a fraction', (time) => (time / 1000).toFixed(6)],
		['milliseconds with a fraction', (time) => `${time}.0`],
		['microseconds', (time) => `${time}000`],
		['nanoseconds', (time) => `${time}000000`],
	])('with a timestamp in %s is accepted within the same five minutes', (_form, written) => {
		const body = Buffer.from('{}');
		const isAccepted = (distance: number) =>
			verifySignature(sign('secret', body, written(NOW + distance)), 'secret', NOW) !== undefined;
		expect([0, TIMESTAMP_WINDOW, -TIMESTAMP_WINDOW].map(isAccepted)).toEqual([true, true, true]);
		const beyond = TIMESTAMP_WINDOW + 1000;
		expect([beyond, -beyond].map(isAccepted)).toEqual([false, false]);

		const sent = sign('secret', body, written(NOW));
		const inSeconds = { ...sent, timestamp: String(NOW / 1000) };
		expect(verifySignature(inSeconds, 'secret', NOW)).toBeUndefined();
	});

	it.each(['', 'now', '2026-03-01', '1.5', '-1772366400', '17723664000', '0x69a42c40'])(
		'with the rightly signed timestamp "%s" is refused',
		(timestamp) => {
			const sent = sign('secret', Buffer.from('{}'), timestamp);
			expect(verifySignature(sent, 'secret', NOW)).toBeUndefined();
		},
	);
});

describe('a shared secret', () => {
	it('is accepted as it is and after Bearer, and nothing else is', () => {
		const printable = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !/\s/.test(text));
		fc.assert(
			fc.property(
				printable.chain((secret) => fc.tuple(fc.constant(secret), altered(secret))),
				([secret, other]) => {
					expect(matchesSharedSecret(secret, secret)).toBe(true);
					expect(matchesSharedSecret(`Bearer ${secret}`, secret)).toBe(true);
					expect(matchesSharedSecret(other, secret)).toBe(other === `Bearer ${secret}`);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it.each([
		[undefined, 'secret'],
		['', 'secret'],
		['', ''],
		['Bearer ', ''],
		['undefined', ''],
		['Bearer  secret', 'secret'],
		['Basic secret', 'secret'],
		['secret, secret', 'secret'],
	])('%j does not match %j', (header, secret) => {
		expect(matchesSharedSecret(header, secret)).toBe(false);
	});

	it('may have been pasted with blanks, and may hold any letters', () => {
		expect(matchesSharedSecret('secret', ' secret\n')).toBe(true);
		const onTheWire = Buffer.from('sécret-مفتاح').toString('latin1');
		expect(matchesSharedSecret(onTheWire, 'sécret-مفتاح')).toBe(true);
	});
});

describe('the time a comparison takes', () => {
	const compare = jest.spyOn(crypto, 'timingSafeEqual');
	beforeEach(() => compare.mockClear());
	const secret = 'a-shared-secret';
	const body = Buffer.from('{}');
	const timestamp = String(NOW / 1000);
	const { signature } = sign(secret, body, timestamp);

	/** How often what was compared with what, as far as it can take time. */
	const comparisons = () =>
		compare.mock.calls.map(([one, other]) => [one.byteLength, other.byteLength]);

	it('does not depend on where a signature begins to differ', () => {
		const wrongFirst = `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`;
		const wrongLast = `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`;
		const seen = [signature, wrongFirst, wrongLast, 'x', 'x'.repeat(5000)].map((one) => {
			compare.mockClear();
			verifySignature({ timestamp, signature: one, body }, secret, NOW);
			return comparisons();
		});

		expect(seen[0]).toHaveLength(5);
		for (const one of seen) expect(one).toEqual(seen[0]);
	});

	it('does not depend on where a shared secret begins to differ', () => {
		const seen = [
			secret,
			`b${secret.slice(1)}`,
			`${secret.slice(0, -1)}x`,
			`Bearer ${secret}`,
			'',
		].map((one) => {
			compare.mockClear();
			matchesSharedSecret(one, secret);
			return comparisons();
		});

		expect(seen[0]).toHaveLength(4);
		for (const one of seen) expect(one).toEqual(seen[0]);
	});
});
