import { withoutBearer } from './credentialFields';

/**
 * The texts as which a secret may stand where somebody repeats it: as it was entered, as it is sent,
 * its part that is secret on its own; each as it is, in an address, in JSON and in base64.
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
