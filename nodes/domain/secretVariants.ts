import { withoutBearer } from './credentialFields';

// Laravel Sanctum, on which many APIs are built, puts the number of a token and a bar before it. What
// follows is secret on its own; a shorter one may be an ordinary word.
const NUMBERED_TOKEN = /^\d+\|(.{8,})$/s;

/**
 * The spellings in which somebody may repeat a secret: as it was entered, as it is sent, and its
 * part that is secret by itself; each of them as it is, in a URL, in JSON and in base64.
 */
export function secretVariants(secret: string): string[] {
	const entered = secret.trim();
	const sent = withoutBearer(entered);
	const part = NUMBERED_TOKEN.exec(sent)?.[1] ?? '';
	const forms = [entered, sent, part].flatMap(writtenForms);
	return [...new Set(forms)].filter((form) => form !== '');
}

function writtenForms(text: string): string[] {
	// A lone surrogate cannot be encoded.
	const inAddress = encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
	const inJson = JSON.stringify(text).slice(1, -1);
	return [
		text,
		inAddress,
		inAddress.replace(/%../g, (encoded) => encoded.toLowerCase()),
		inJson,
		inJson.replaceAll('/', '\\/'),
		Buffer.from(text).toString('base64').replaceAll('=', ''),
	];
}
