import { withoutBearer } from './credentialFields';

// A shorter part may be an ordinary word.
const TOKEN_WITH_NUMBER = /^\d+\|(.{8,})$/s;

/**
 * The texts as which a secret may stand where somebody repeats it: as it was entered, as it is sent,
 * the secret part of a token such as `12|AbC…`; each as it is, in an address, in JSON and in base64.
 */
export function secretVariants(secret: string): string[] {
	const entered = secret.trim();
	const sent = withoutBearer(entered);
	const part = TOKEN_WITH_NUMBER.exec(sent)?.[1] ?? '';
	const forms = [entered, sent, part].flatMap(writtenForms);
	return [...new Set(forms)].filter((form) => form !== '');
}

function writtenForms(text: string): string[] {
	// Half a letter cannot be encoded.
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
