import type { Sandbox } from '../../sandbox/index.cts';

/** The secrets a sandbox has given out, and those it was given with a webhook. */
export async function secretsIn(
	sandbox: Sandbox,
): Promise<{ given: string[]; registered: string[] }> {
	const { hypersender, wachat } = sandbox;
	const answer = await fetch(`${hypersender.baseUrl}/instances`, {
		headers: { Authorization: `Bearer ${hypersender.apiKey}` },
	});
	const instances = (await answer.json()) as { access_token: string | null }[];
	const registered = sandbox
		.requestsTo('POST /webhooks')
		.map(({ body }) => (body as { secret: string }).secret);
	const tokens = instances.flatMap(({ access_token: token }) => token ?? []);
	const keys = [hypersender.apiKey, hypersender.webhookSecret, wachat.apiKey];
	return { given: [...keys, ...tokens], registered };
}
