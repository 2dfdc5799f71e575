import { randomBytes } from 'node:crypto';

import type { RestClient } from '../n8n/RestClient.cts';
import { sides } from '../providers/descriptors.cts';
import type { Sandbox } from '../sandbox/index.cts';
import type { MailServer } from './MailServer.cts';
import { fullCredentialsFor } from './nodes.cts';

/** What a person signs in to the forms with. */
export interface FormSignIn {
	user: string;
	password: string;
}

/**
 * Enters all credentials the example workflows need, under the names they refer to, so that an
 * import finds them.
 *
 * @returns what a person signs in to the forms with, and the IDs
 */
export async function enterExampleCredentials(
	rest: RestClient,
	sandbox: Sandbox,
	mailServer: MailServer,
): Promise<{ signIn: FormSignIn; ids: string[] }> {
	const signIn = { user: 'operator', password: randomBytes(9).toString('hex') };
	const credentials = fullCredentialsFor(sandbox);
	const accounts = [];
	for (const { credential } of sides) {
		const { type, accountName } = credential;
		accounts.push(await rest.createCredential(type, accountName, credentials[type] ?? {}));
	}
	const entered = [
		...accounts,
		await rest.createCredential('smtp', 'SMTP account', mailServer.credential),
		await rest.createCredential('httpBasicAuth', 'Form sign-in', { ...signIn }),
	];
	return { signIn, ids: entered.map(({ id }) => id) };
}
