import { withoutBearer } from './credentialFields';

/**
 * The spellings in which somebody may repeat a secret: as it was entered, as it is sent, and its
 * part that is secret by itself; each of them as it is, in a URL, in JSON and in base64.
 *
 * @param secretPart captures that part in its first group; `null` where there is none
 */
export function secretVariants(secret: string, secretPart: RegExp | null): string[] {
	const entered = secret.trim();
	const sent = withoutBearer(entered);
	const part = secretPart?.exec(sent)?.[1] ?? '';
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
