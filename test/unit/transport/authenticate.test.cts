import { randomBytes } from 'node:crypto';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticateWith } from '../../../nodes/transport/authenticate.ts';

const KEY = `7|${randomBytes(24).toString('hex')}`;
const baseUrl = 'https://api.example.com';
const authenticate = authenticateWith(baseUrl);
const request: IHttpRequestOptions = {
	url: `${baseUrl}/instances`,
	headers: { Accept: 'application/json' },
	qs: { page: 1 },
};

it('puts the key into the Authorization header and nowhere else', async () => {
	const sent = await authenticate({ apiKey: ` Bearer ${KEY} `, baseUrl }, request);
	expect(sent).toEqual({
		...request,
		headers: { Accept: 'application/json', Authorization: `Bearer ${KEY}` },
	});
});

it('leaves the request it was given alone', async () => {
	const before = structuredClone(request);
	await authenticate({ apiKey: KEY, baseUrl }, request);
	expect(request).toEqual(before);
});

it.each([
	['a key with a line break', { apiKey: `${KEY}\nX: 1`, baseUrl }, "'API Key'"],
	['no key', { baseUrl }, "'API Key' is empty"],
	['an address without https', { apiKey: KEY, baseUrl: 'http://example.com' }, 'https://'],
	['no address', { apiKey: KEY }, "'Base URL' is empty"],
])('lets no request go out with %s', async (_what, credentials, complaint) => {
	await expect(authenticate(credentials, request)).rejects.toThrow(complaint);
});
