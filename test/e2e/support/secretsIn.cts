import type { Sandbox } from '../../sandbox/index.cts';

/** All secrets a sandbox has given out or been given: keys, access tokens, webhook secrets. */
export async function secretsIn(sandbox: Sandbox): Promise<string[]> {
	const { hypersender, wachat } = sandbox;
	const answer = await fetch(`${hypersender.baseUrl}/instances`, {
		headers: { Authorization: `Bearer ${hypersender.apiKey}` },
	});
	const instances = (await answer.json()) as { access_token: string | null }[];
	const registered = sandbox
		.requestsTo('POST /webhooks')
		.map(({ body }) => (body as { secret: string }).secret);
	return [
		hypersender.apiKey,
		hypersender.webhookSecret,
		wachat.apiKey,
		...instances.flatMap(({ access_token: token }) => token ?? []),
		...registered,
	];
}
