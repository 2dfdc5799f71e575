import { randomBytes } from 'node:crypto';

import fc from 'fast-check';

import { redactText } from '../../../nodes/domain/redact.ts';
import { secretVariants } from '../../../nodes/domain/secretVariants.ts';
import { known } from '../support/knownSecrets.cts';

// Generated in each run, so that no file of this repository contains anything like a key.
const PART = `Ab${randomBytes(12).toString('hex')}`;
const TOKEN = `12|${PART}`;
const ODD = 'a"b/c d\\e+é';

const hide = (text: string, secret: string) => redactText(text, known(secretVariants(secret)));

describe('a secret is found where somebody repeats it', () => {
	it.each([
		['as it was entered', TOKEN, TOKEN],
		['without the blanks around it', ` ${TOKEN}\n`, TOKEN],
		['without the Bearer before it', `Bearer ${TOKEN}`, TOKEN],
		['without its number', TOKEN, PART],
		['in an address', TOKEN, encodeURIComponent(TOKEN)],
		['in an address in small letters', TOKEN, `12%7c${PART}`],
		['in base64', TOKEN, Buffer.from(TOKEN).toString('base64')],
		['in HTML', TOKEN, `&#124;${PART}`],
		['in JSON', ODD, JSON.stringify(ODD).slice(1, -1)],
		['in JSON of PHP', ODD, 'a\\"b\\/c d\\\\e+é'],
		['in an address with blanks', ODD, encodeURIComponent(ODD)],
	])('%s', (_where, secret, repeated) => {
		const shown = hide(`Token ${repeated} is not valid`, secret);
		expect(shown).toContain('[hidden]');
		expect(shown).not.toContain(repeated);
		expect(shown).toMatch(/^Token .*is not valid$/);
	});
});

describe('the forms of a secret', () => {
	it('are all different, and none is empty', () => {
		for (const secret of ['', ' ', 'Bearer', 'abc', TOKEN]) {
			const forms = secretVariants(secret);
			expect(new Set(forms).size).toBe(forms.length);
			expect(forms).not.toContain('');
		}
	});

	it('hold no short part of it, which may be a word', () => {
		expect(secretVariants('12|connect')).not.toContain('connect');
		expect(secretVariants('12|connects')).toContain('connects');
	});

	it('can be made of any text, also of half a letter', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const secret = `half ${text}\ud83c`;
				expect(hide(secret, secret)).not.toContain(secret);
			}),
		);
	});
});
