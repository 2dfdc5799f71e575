import type { Endpoint } from '../../transport/types';

/** How the Enterprise API of Hypersender is reached (API.md, "Access"). */
export const endpoint = {
	title: 'Hypersender',
	credentialType: 'hypersenderApi',
	credentialTitle: 'Hypersender API',
	address: { default: 'https://app.hypersender.com/api/whatsapp/v2' },
	keyHeader: { name: 'Authorization', scheme: 'Bearer' },
	plainHttp: 'loopback',
} as const satisfies Endpoint;
