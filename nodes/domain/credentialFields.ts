import { withoutEnding } from './text';
import { ParameterError } from './ParameterError';

/** Whether a host is this machine, which plain http does not leave. */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/**
 * Reads the 'Base URL' of a credential.
 *
 * @returns the address without a slash at its end
 * @throws {ParameterError} when it is no address, or one over which a key must not travel
 */
export function readBaseUrl(value: unknown, example: string): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const howTo = `Enter an address such as ${example} in the credential`;
	if (text === '') throw new ParameterError("'Base URL' is empty", howTo);

	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new ParameterError("'Base URL' is not a web address", howTo);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new ParameterError(
			"'Base URL' must start with https://",
			'Without https the API key would travel readable for everybody in between',
		);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw new ParameterError("'Base URL' must be the plain address of the API", howTo);
	}
	return withoutEnding(`${url.origin}${url.pathname}`, (character) => character === '/');
}

/**
 * Reads the 'API Key' of a credential. Blanks around it and a leading `Bearer`, which are easily
 * copied along, are taken off.
 *
 * @throws {ParameterError} when it is empty or could not stand in a request header
 */
export function readApiKey(value: unknown): string {
	const text = typeof value === 'string' ? value : '';
	const howTo = 'Copy the key again from the provider and paste it into the credential';
	if ([...text].some((character) => character < ' ' || character === '\x7f')) {
		throw new ParameterError("'API Key' contains a line break or another control character", howTo);
	}
	const key = withoutBearer(text.trim());
	if (key === '') throw new ParameterError("'API Key' is empty", howTo);
	if (!/^[\x21-\x7e]+$/.test(key)) {
		throw new ParameterError("'API Key' contains a character that no key has", howTo);
	}
	return key;
}

/** Takes a leading `Bearer` off, as people copy it along with a key. */
export function withoutBearer(text: string): string {
	return text.replace(/^bearer(\s+|$)/i, '');
}
