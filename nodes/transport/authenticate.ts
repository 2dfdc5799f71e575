import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { readApiKey, readBaseUrl } from '../domain/credentialFields';
import { addressRules, type Endpoint } from './types';

/**
 * Gives the function with which n8n puts a credential's key into a request: in the header that the
 * provider wants it in, nowhere else.
 */
export function authenticateWith(endpoint: Endpoint) {
	const { name, scheme } = endpoint.keyHeader;
	return async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		readBaseUrl(credentials.baseUrl, addressRules(endpoint));
		const key = readApiKey(credentials.apiKey);
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, [name]: scheme === null ? key : `${scheme} ${key}` },
		};
	};
}
