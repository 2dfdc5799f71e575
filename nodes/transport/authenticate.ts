import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { readApiKey, readBaseUrl, addressRules } from '../domain/credentialFields';
import { type Endpoint } from './types';

/**
 * Returns the function with which n8n adds a credential's key to a request: in the header where the
 * provider expects it, nowhere else. It throws a `ParameterError` when address or key cannot be
 * used.
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
