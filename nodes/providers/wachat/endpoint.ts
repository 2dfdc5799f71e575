import type { Endpoint } from '../../transport/types';

/** How the API of Wachat is reached (API.md, "Access"). */
export const endpoint = {
	title: 'Wachat',
	credentialType: 'wachatApi',
	credentialTitle: 'Wachat API',
	address: { default: 'https://app.wachat.net/api/v1' },
	keyHeader: { name: 'Authorization', scheme: 'Bearer' },
	plainHttp: 'loopback',
} as const satisfies Endpoint;
