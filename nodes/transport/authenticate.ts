import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { readApiKey, readBaseUrl } from '../domain/credentialFields';

/**
 * Gives the function with which n8n puts a credential's key into a request: as bearer token in the
 * `Authorization` header, nowhere else.
 *
 * @param exampleUrl an address to show when the credential's own cannot be used
 */
export function authenticateWith(exampleUrl: string) {
	return async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		readBaseUrl(credentials.baseUrl, exampleUrl);
		const key = readApiKey(credentials.apiKey);
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${key}` },
		};
	};
}
