import { randomBytes } from 'node:crypto';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticateWith } from '../../../nodes/transport/authenticate.ts';
import type { Endpoint } from '../../../nodes/transport/types.ts';

const KEY = `7|${randomBytes(24).toString('hex')}`;
const baseUrl = 'https://api.example.com';
const endpoint: Endpoint = {
	title: 'Provider',
	credentialType: 'providerApi',
	credentialTitle: 'Provider API',
	address: { example: baseUrl },
	keyHeader: { name: 'Authorization', scheme: 'Bearer' },
	plainHttp: 'loopback',
};
const authenticate = authenticateWith(endpoint);
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

it('puts the key alone into another header where the provider wants it so', async () => {
	const inHeader = authenticateWith({
		...endpoint,
		keyHeader: { name: 'X-Api-Key', scheme: null },
	});
	const sent = await inHeader({ apiKey: ` Bearer ${KEY} `, baseUrl }, request);
	expect(sent.headers).toEqual({ Accept: 'application/json', 'X-Api-Key': KEY });
});

it('allows plain http in private networks where the provider is at home there', async () => {
	const credentials = { apiKey: KEY, baseUrl: 'http://api:8080' };
	await expect(authenticate(credentials, request)).rejects.toThrow('https://');
	const atHome = authenticateWith({ ...endpoint, plainHttp: 'privateNetworks' });
	await expect(atHome(credentials, request)).resolves.toMatchObject({ url: request.url });
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
