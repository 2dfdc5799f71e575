import { withoutEnding } from './text';

import { ParameterError } from './parameters';

/** Where a key may travel without TLS: only on this machine, or in private networks too. */
export type PlainHttp = 'loopback' | 'privateNetworks';

/** The rules for a 'Base URL'. */
export interface AddressRules {
	/** An address to show when the one entered cannot be used. */
	example: string;
	plainHttp: PlainHttp;
}

/** What the 'Base URL' of an API may be. */
export function addressRules({
	address,
	plainHttp,
}: {
	/** The address of the API, or an example of one where everybody has their own. */
	address: { readonly default: string } | { readonly example: string };
	plainHttp: PlainHttp;
}): AddressRules {
	return { example: 'default' in address ? address.default : address.example, plainHttp };
}

const MAY_USE_PLAIN_HTTP: Record<PlainHttp, (hostname: string) => boolean> = {
	loopback: isLoopback,
	privateNetworks: (hostname) => isLoopback(hostname) || isPrivate(hostname),
};

/**
 * Whether plain http is allowed to a host.
 *
 * @param hostname as `URL` writes it
 */
export function mayUsePlainHttp(plainHttp: PlainHttp, hostname: string): boolean {
	return MAY_USE_PLAIN_HTTP[plainHttp](hostname);
}

const HTTPS_REASON: Record<PlainHttp, string> = {
	loopback: 'Without https, everyone between this n8n and the provider could read the API key',
	privateNetworks:
		'Without https, everyone in between could read the API key. Plain http:// is accepted only for private networks and for host names without a dot',
};

/**
 * Whether a host is this machine, which plain http does not leave.
 *
 * @param hostname as `URL` writes it
 */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

// RFC 1918, RFC 3927 and RFC 4193. A name without a dot exists only in the local network, and the
// ending `internal` is reserved for private use.
const PRIVATE_HOSTS = [
	/^10(\.\d{1,3}){3}$/,
	/^192\.168(\.\d{1,3}){2}$/,
	/^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
	/^169\.254(\.\d{1,3}){2}$/,
	/^\[f[cd][\da-f]{2}:/,
	/^[^.:[\]]+$/,
	/\.(local|internal)$/,
];

/** Whether a host, as `URL` writes it, can only be reached inside a private network. */
function isPrivate(hostname: string): boolean {
	return PRIVATE_HOSTS.some((form) => form.test(hostname));
}

/** Whether an address has nothing but an origin and a path. */
export function isPlainAddress({ username, password, search, hash }: URL): boolean {
	return [username, password, search, hash].every((part) => part === '');
}

/**
 * Reads the 'Base URL' of a credential.
 *
 * @returns the address without slashes at its end
 * @throws {ParameterError} when it is not a web address, or one that a key must not be sent to
 */
export function readBaseUrl(value: unknown, { example, plainHttp }: AddressRules): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const howTo = `Enter an address such as ${example} in the credential`;
	if (text === '') throw new ParameterError("'Base URL' is empty", howTo);

	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new ParameterError("'Base URL' is not a web address", howTo);
	}
	if (url.protocol === 'http:' && !mayUsePlainHttp(plainHttp, url.hostname)) {
		throw new ParameterError("'Base URL' must start with https://", HTTPS_REASON[plainHttp]);
	}
	if (!isPlainAddress(url)) {
		throw new ParameterError("'Base URL' must be the plain address of the API", howTo);
	}
	return withoutEnding(`${url.origin}${url.pathname}`, (character) => character === '/');
}

/**
 * Reads the 'API Key' of a credential. White space around it and a leading `Bearer`, which are
 * easily copied along, are removed.
 *
 * @throws {ParameterError} when it is empty or cannot be part of a request header
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

/** Removes a leading `Bearer`, which people copy along with a key. */
export function withoutBearer(text: string): string {
	return text.replace(/^bearer(\s+|$)/i, '');
}
