import fc from 'fast-check';

import { checkPng, decodePng } from '../../../nodes/domain/png.ts';
import { parsePhone, phoneDigits } from '../../../nodes/domain/phone.ts';
import { presentableResponse, redactText } from '../../../nodes/domain/redact.ts';
import { parseRetryAfter } from '../../../nodes/domain/retryAfter.ts';
import { readTime } from '../../../nodes/domain/time.ts';
import { verifySignature } from '../../../nodes/providers/wachat/signature.ts';
import { parseJson } from '../../../nodes/transport/decode.ts';
import { anyPng } from '../support/pngs.cts';
import { CASES, FUZZ_TIMEOUT, hostileBody, namedOnly, SECRET } from './hostile.cts';
import { matchesSharedSecret } from '../../../nodes/providers/hypersender/webhooks.ts';
import { known } from '../support/knownSecrets.cts';

const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-./:@=')) }),
	fc.constantFrom(SECRET, 'Mon, 01 Jan 2026', '1e309', '='.repeat(100)),
);

/** Asserts that something holds for any text or pair of texts. */
function holds(
	title: string,
	property: (one: string, other: string) => Promise<void> | void,
): void {
	test(
		title,
		async () => {
			await fc.assert(
				fc.asyncProperty(text, text, async (one, other) => {
					await property(one, other);
				}),
				{
					numRuns: CASES,
				},
			);
		},
		FUZZ_TIMEOUT,
	);
}

holds('a phone number is digits or refused in plain words', async (one) => {
	const digits = await namedOnly(() => parsePhone(one));
	if (digits !== undefined) expect(digits).toMatch(/^[1-9]\d{6,14}$/);
});

holds('the phone number of a provider is digits or none', (one) => {
	expect(phoneDigits(one) ?? '0').toMatch(/^\d+$/);
});

holds('a Retry-After is a time to come or none', (one, other) => {
	expect(parseRetryAfter(one, other, 1e12) ?? 0).toBeGreaterThanOrEqual(0);
});

holds('a known secret never stays in a text', (one, other) => {
	expect(redactText(`${one}${SECRET}${other}`, known([SECRET]))).not.toContain(SECRET);
	expect(
		JSON.stringify(presentableResponse({ [one + SECRET]: other + SECRET }, known([SECRET]))),
	).not.toContain(SECRET);
});

holds('nothing but the secret matches it', (one, other) => {
	expect(matchesSharedSecret(one, `${other}${SECRET}x`)).toBe(false);
	const body = Buffer.from(other);
	expect(
		verifySignature({ timestamp: '1772366400', signature: one, body }, SECRET, 1772366400000),
	).toBeUndefined();
	expect(readTime(one) ?? 0).toBeGreaterThanOrEqual(0);
});

holds('an image is a PNG or there is a reason', (one) => {
	const result = decodePng(one);
	if ('png' in result) expect(checkPng(result.png)).toHaveProperty('png');
	else expect(result.problem).not.toBe('');
});

test(
	'a PNG of which some bytes were changed or lost is read or refused',
	() => {
		fc.assert(
			fc.property(anyPng, fc.nat(), fc.nat(), (png, at, length) => {
				const damaged = Buffer.from(png);
				damaged.writeUInt8(length & 0xff, at % damaged.length);
				for (const bytes of [damaged, damaged.subarray(0, length % damaged.length)]) {
					const result = checkPng(bytes);
					expect('png' in result || result.problem !== '').toBe(true);
				}
			}),
			{ numRuns: CASES },
		);
	},
	FUZZ_TIMEOUT,
);

test(
	'a body is JSON that can be written again, or nothing',
	() => {
		fc.assert(
			fc.property(hostileBody, (body) => {
				const value = parseJson(body);
				if (value !== undefined) expect(typeof JSON.stringify(value)).toBe('string');
			}),
			{ numRuns: CASES },
		);
	},
	FUZZ_TIMEOUT,
);
