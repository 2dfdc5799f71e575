import { createHmac } from 'node:crypto';

import { matchesAny } from './constantTime';
import { isPlainAddress, mayUsePlainHttp } from './credentialFields';
import { EmptyParameterError, ParameterError, readTextField } from './parameters';

/** The last part of the address of every pairing page. */
export const PAIRING_PAGE_PATH = 'pairing-page';

/** The part of an address that n8n uses while somebody tests a workflow in the editor. */
const TEST_ADDRESS = /\/webhook-test\//;

const LABEL = 'Pairing Page URL';
const WHERE_TO_FIND_IT =
	"Copy the production URL of the node 'WhatsApp Instance Pairing Page Trigger' in the published workflow";

const LIFE_LABEL = 'Link Valid For';

/** For how many hours a link is valid where nothing else is chosen. */
export const DEFAULT_LINK_HOURS = 24;

// 30 days, and 3 minutes.
const MAX_HOURS = 720;
const MIN_HOURS = 0.05;
const HOUR = 3_600_000;

// Neither the name of a provider nor a number contains it.
const SEPARATOR = ' ';

// A token that is longer than any this file makes is not worth a look.
const MAX_TOKEN = 2000;

/** What a pairing link leads to. */
export interface PairingTarget {
	/** The name of the provider. */
	provider: string;
	instanceId: string;
	/** Milliseconds since 1970, in whole seconds. */
	endsAt: number;
}

/** A pairing link as an output item contains it. */
export interface PairingLink {
	url: string;
	/** In ISO 8601. */
	expiresAt: string;
}

/**
 * The key that signs the pairing links of an account. A new API key makes a new one, so that all
 * links end.
 */
export function pairingKey(apiKey: string): Buffer {
	return createHmac('sha256', apiKey).update('pairing links').digest();
}

/**
 * Makes the link to a pairing page. What it leads to stands behind the `#`, which browsers do not
 * send: servers, logs, previews and mail scanners never see it.
 *
 * @param pageUrl as `readPairingPageUrl` returns it
 * @param key see `pairingKey`
 */
export function createPairingLink(
	pageUrl: string,
	{ provider, instanceId, endsAt }: PairingTarget,
	key: Buffer,
): PairingLink {
	const seconds = Math.floor(endsAt / 1000);
	const content = Buffer.from([provider, seconds, instanceId].join(SEPARATOR)).toString(
		'base64url',
	);
	return {
		url: `${pageUrl}#${content}.${sign(content, key)}`,
		expiresAt: new Date(seconds * 1000).toISOString(),
	};
}

/**
 * Reads the token of a pairing link. Whether its time is over is up to the caller.
 *
 * @param token what stands behind the `#`
 * @param key see `pairingKey`
 * @returns `undefined` for a token that was not signed with this key
 */
export function readPairingToken(token: string, key: Buffer): PairingTarget | undefined {
	if (token.length > MAX_TOKEN) return undefined;
	const [content = '', signature = '', ...others] = token.split('.');
	// As text, because several texts stand for the same bytes: each link has one token only.
	if (others.length > 0 || !matchesAny([signature], [sign(content, key)])) return undefined;
	const [provider = '', seconds = '', ...rest] = Buffer.from(content, 'base64url')
		.toString('utf8')
		.split(SEPARATOR);
	return { provider, instanceId: rest.join(SEPARATOR), endsAt: Number(seconds) * 1000 };
}

/**
 * Reads the address of a pairing page.
 *
 * @returns the address without anything behind its path
 * @throws {ParameterError} when it is empty, or not the production URL of a Pairing Page Trigger
 */
export function readPairingPageUrl(value: unknown): string {
	const text = readTextField(value, LABEL);
	if (text === '') throw new EmptyParameterError(LABEL, WHERE_TO_FIND_IT);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new ParameterError(`'${LABEL}' is not a web address`, WHERE_TO_FIND_IT);
	}
	if (url.protocol === 'http:' && !mayUsePlainHttp('privateNetworks', url.hostname)) {
		throw new ParameterError(
			`'${LABEL}' must start with https://`,
			'Without https, everyone between the customer and this n8n could use the link. Plain http:// is accepted only for private networks and for host names without a dot',
		);
	}
	if (TEST_ADDRESS.test(url.pathname)) {
		throw new ParameterError(
			`'${LABEL}' is a test URL, which works only while the editor listens`,
			WHERE_TO_FIND_IT,
		);
	}
	if (!isPlainAddress(url) || !isPagePath(url.pathname)) {
		throw new ParameterError(`'${LABEL}' is not the address of a pairing page`, WHERE_TO_FIND_IT);
	}
	return `${url.origin}${url.pathname}`;
}

/** n8n puts the ID of the node before the path. */
function isPagePath(path: string): boolean {
	const [last, id] = path.split('/').reverse();
	return last === PAIRING_PAGE_PATH && id !== undefined && id !== '';
}

/**
 * Reads for how long a link is to be valid.
 *
 * @param value a number of hours; 24 when there is none
 * @returns milliseconds
 * @throws {ParameterError} when it is not a number, or is out of range
 */
export function readLinkLife(value: unknown): number {
	// Not what counts as nothing elsewhere: a calculation that has failed must not become a day.
	const written = typeof value === 'number' ? String(value) : readTextField(value, LIFE_LABEL);
	const hours = written === '' ? DEFAULT_LINK_HOURS : Number(written);
	if (!(hours >= MIN_HOURS && hours <= MAX_HOURS)) {
		throw new ParameterError(
			`'${LIFE_LABEL}' must be a number of hours from ${MIN_HOURS} to ${MAX_HOURS}`,
			`It is currently ${written}`,
		);
	}
	return hours * HOUR;
}

function sign(content: string, key: Buffer): string {
	return createHmac('sha256', key).update(content).digest('base64url');
}
