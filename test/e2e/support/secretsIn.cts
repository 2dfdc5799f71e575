import { descriptors, sides } from '../../providers/descriptors.cts';
import type { Sandbox } from '../../sandbox/index.cts';

/** The secrets a sandbox has given out, and those it was given with a webhook. */
export async function secretsIn(
	sandbox: Sandbox,
): Promise<{ given: string[]; registered: string[] }> {
	const given: string[] = [];
	for (const { provider, tokens } of sides) {
		const access = sandbox.accounts[provider];
		given.push(access.apiKey, ...(access.webhookSecret ? [access.webhookSecret] : []));
		if (tokens !== undefined) given.push(...(await tokens(access)));
	}
	const registered = sandbox.requests.flatMap(
		(request) => descriptors[request.provider].webhooks?.registeredSecret?.(request) ?? [],
	);
	return { given, registered };
}
