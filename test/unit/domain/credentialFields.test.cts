import { randomBytes } from 'node:crypto';

import fc from 'fast-check';

import {
	readApiKey,
	readBaseUrl,
	type AddressRules,
} from '../../../nodes/domain/credentialFields.ts';

import { refusalOf } from '../support/refusals.cts';
import { ParameterError } from '../../../nodes/domain/parameters.ts';

const EXAMPLE = 'https://api.example.com/v2';
const rules: AddressRules = { example: EXAMPLE, plainHttp: 'loopback' };
const KEY = `12|${randomBytes(24).toString('hex')}`;

describe("'Base URL'", () => {
	it.each([
		['the documented address', 'https://app.wachat.net/api/v1', 'https://app.wachat.net/api/v1'],
		['a slash at its end', 'https://app.wachat.net/api/v1/', 'https://app.wachat.net/api/v1'],
		['several slashes', 'https://app.wachat.net/api/v1///', 'https://app.wachat.net/api/v1'],
		['blanks around it', '  https://app.wachat.net/api \n', 'https://app.wachat.net/api'],
		['a host alone', 'https://wa.example.com', 'https://wa.example.com'],
		['a port', 'https://wa.example.com:8443/api', 'https://wa.example.com:8443/api'],
		['capital letters', 'HTTPS://WA.Example.com/Api', 'https://wa.example.com/Api'],
		['localhost over http', 'http://localhost:4010/hs', 'http://localhost:4010/hs'],
		['127.0.0.1 over http', 'http://127.0.0.1:4010/hs/', 'http://127.0.0.1:4010/hs'],
		['another loopback address', 'http://127.8.9.10', 'http://127.8.9.10'],
		['IPv6 loopback over http', 'http://[::1]:4010/hs', 'http://[::1]:4010/hs'],
	])('takes %s', (_what, entered, expected) => {
		expect(readBaseUrl(entered, rules)).toBe(expected);
	});

	it.each([
		['an ordinary host', 'http://app.wachat.net/api/v1'],
		['a host that begins like loopback', 'http://127.0.0.1.example.com'],
		['a host that begins like localhost', 'http://localhost.example.com'],
		['a host that ends like localhost', 'http://notlocalhost'],
		['a dash after loopback', 'http://127.0.0.1-example.com'],
		['loopback as the user name', 'http://127.0.0.1@example.com/'],
		['localhost as user name and password', 'http://localhost:80@example.com/'],
		['an encoded dot', 'http://127.0.0.1%2eexample.com'],
		['the address of every interface', 'http://0.0.0.0:4010'],
		['a private network', 'http://192.168.1.5/api'],
		['a cloud metadata service', 'http://169.254.169.254/'],
		['loopback mapped into IPv6', 'http://[::ffff:127.0.0.1]/'],
	])('does not let the key travel readable to %s', (_what, entered) => {
		const { message, description } = refusalOf(() => readBaseUrl(entered, rules));
		expect(message).toBe("'Base URL' must start with https://");
		expect(description).toContain('key');
	});

	it.each([
		['nothing', '', 'is empty'],
		['blanks', '   ', 'is empty'],
		['no text', undefined, 'is empty'],
		['a number', 443, 'is empty'],
		['a host without scheme', 'app.wachat.net/api/v1', 'not a web address'],
		['a relative address', '//app.wachat.net', 'not a web address'],
		['another scheme', 'ftp://app.wachat.net', 'not a web address'],
		['a file', 'file:///etc/passwd', 'not a web address'],
		['a script', 'javascript:alert(1)', 'not a web address'],
		['a word', 'wachat', 'not a web address'],
		['an impossible port', 'https://example.com:99999', 'not a web address'],
		['a user name', 'https://user@example.com/api', 'plain address'],
		['a user name before loopback', 'http://user:word@localhost/api', 'plain address'],
		['a password alone', 'https://:word@example.com/api', 'plain address'],
		['a query', 'https://example.com/api?apiKey=1', 'plain address'],
		['a fragment', 'https://example.com/#/api', 'plain address'],
	])('is refused by name when it is %s', (_what, entered, complaint) => {
		const { message, description } = refusalOf(() => readBaseUrl(entered, rules));
		expect(message).toContain("'Base URL'");
		expect(message).toContain(complaint);
		expect(description).toContain(EXAMPLE);
	});

	it('is https or loopback, without credentials and trailing slash, or it is refused', () => {
		const part = fc.constantFrom('http', 'https', '://', '/', '@', ':', '?', '#', '.', '127.0.0.1');
		const text = fc.array(fc.oneof(part, fc.constantFrom('localhost', 'a.example', '[::1]', '80')));
		fc.assert(
			fc.property(
				fc.oneof(
					text.map((parts) => parts.join('')),
					fc.webUrl(),
				),
				(entered) => {
					try {
						const url = new URL(readBaseUrl(entered, rules));
						const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
						expect(url.protocol === 'https:' || isLoopback).toBe(true);
						expect(`${url.username}${url.password}${url.search}${url.hash}`).toBe('');
					} catch (error) {
						if (!(error instanceof ParameterError)) throw error;
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe("'API Key'", () => {
	it.each([
		['as it is', KEY],
		['with blanks around it', `  ${KEY} `],
		['with a no-break space after it', `${KEY}\u00a0`],
		["with 'Bearer' copied along", `Bearer ${KEY}`],
		["with 'bearer' and blanks", ` bearer   ${KEY}`],
	])('is taken %s', (_how, entered) => {
		expect(readApiKey(entered)).toBe(KEY);
	});

	it("is not shortened when it merely begins with 'bearer'", () => {
		expect(readApiKey('bearerToken1')).toBe('bearerToken1');
		expect(readApiKey('key-of-the-bearer')).toBe('key-of-the-bearer');
	});

	it.each([
		['nothing', '', 'is empty'],
		["nothing but 'Bearer'", 'Bearer ', 'is empty'],
		['blanks', '   ', 'is empty'],
		['no text', undefined, 'is empty'],
		['a line break at its end', `${KEY}\n`, 'line break'],
		['a header smuggled in', `${KEY}\r\nX-Other: 1`, 'line break'],
		['a tab', `${KEY}\t`, 'control character'],
		['a null byte', `${KEY}\0`, 'control character'],
		['the delete character', `${KEY}\x7f`, 'control character'],
		['a blank inside', 'two words', 'no key has'],
		['letters of another script', 'ключ', 'no key has'],
		['a zero width space', `${KEY}\u200b`, 'no key has'],
		['typographic quotes', `“${KEY}”`, 'no key has'],
	])('is refused by name when it is %s', (_what, entered, complaint) => {
		const { message, description } = refusalOf(() => readApiKey(entered));
		expect(message).toContain("'API Key'");
		expect(message).toContain(complaint);
		expect(description).not.toBe('');
	});

	it('does not show up in its own refusal', () => {
		const { message, description } = refusalOf(() => readApiKey(`${KEY}\n`));
		expect(`${message}${description}`).not.toContain(KEY);
	});

	it('can always stand in a request header', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (entered) => {
				let key = '';
				try {
					key = readApiKey(entered);
				} catch (error) {
					if (!(error instanceof ParameterError)) throw error;
				}
				expect(() => new Headers({ authorization: `Bearer ${key}` })).not.toThrow();
			}),
		);
	});
});

describe('plain http in private networks', () => {
	const atHome: AddressRules = { example: EXAMPLE, plainHttp: 'privateNetworks' };

	it.each([
		'http://evolution-api:8080',
		'http://localhost:3000',
		'http://127.0.0.1',
		'http://10.0.0.7:8080',
		'http://172.16.0.1',
		'http://172.31.255.254',
		'http://192.168.1.20:3000',
		'http://169.254.1.1',
		'http://[fd12:3456:789a::1]:3000',
		'http://nas.local',
		'http://api.internal',
	])('is taken for %s', (entered) => {
		expect(readBaseUrl(entered, atHome)).toBe(entered);
	});

	it.each([
		'http://example.com',
		'http://11.0.0.1',
		'http://172.15.0.1',
		'http://172.32.0.1',
		'http://192.169.1.1',
		'http://[2001:db8::1]',
		'http://local.example.com',
		'http://10.0.0.7.example.com',
	])('is refused for %s', (entered) => {
		const { message, description } = refusalOf(() => readBaseUrl(entered, atHome));
		expect(message).toBe("'Base URL' must start with https://");
		expect(description).toContain('private networks');
	});
});
