import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { DeliveryManner } from '../../sandbox/index.cts';
import type { Bench } from '../../support/bench.cts';
import { JSON_TYPE, useEventTrigger } from '../../support/useEventTrigger.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import { descriptors, type Side } from '../descriptors.cts';
import type { WebhookDescriptor } from '../ProviderDescriptor.cts';

const MINUTE = 60_000;
const NOT_AN_OBJECT = 'The body is not a JSON object, or is nested more than 100 levels deep';
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];

/** What comes from the provider starts the workflow once; what does not is refused. */
export function describeWebhooks(
	{ provider }: Side,
	webhooks: WebhookDescriptor,
	bench: () => Bench,
): void {
	const { listen, deliver, secretOf, genuineHeaders } = useEventTrigger(bench);
	const { message: event, other } = webhooks.events;

	test('a genuine one starts the workflow and is answered at once', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, { body: 'Hi' })).toEqual([200]);
		expect(host.onlyJson).toMatchObject({
			provider,
			event,
			instanceId,
			receivedAt: new Date(virtualClock.now()).toISOString(),
			data: webhooks.data({ body: 'Hi' }, event),
		});
		expect(host.onlyJson).not.toHaveProperty('error');
	});

	test('one that is not asked for is answered 200 and starts nothing', async () => {
		const { host, instanceId } = await listen(provider, { triggerOn: [other] });
		// Where it is registered it would not be sent, but a registration may be broader for a moment.
		const body = JSON.stringify(webhooks.body(instanceId, event));

		expect((await host.post(body, genuineHeaders(provider, host, body)))[0]).toBe(200);
		expect(host.runs).toEqual([]);
		expect(await deliver(instanceId, other)).toEqual([200]);
		expect(host.onlyJson.event).toBe(other);
	});

	test.each<DeliveryManner>(['wronglySigned', 'unsigned'])(
		'one that is %s is refused without detail',
		async (manner) => {
			const { host, instanceId } = await listen(provider);

			expect(await deliver(instanceId, event, {}, { manner })).toEqual([401]);
			expect(await host.post('{}', JSON_TYPE)).toEqual(UNAUTHORIZED);
			expect(host.runs).toEqual([]);
		},
	);

	test('one that is stale is refused, where deliveries tell when they were sent', async () => {
		const { host, instanceId } = await listen(provider);
		const stale = deliver(instanceId, event, {}, { manner: 'stale' });

		if (webhooks.hasTime) expect(await stale).toEqual([401]);
		else await expect(stale).rejects.toThrow('cannot be stale');
		expect(host.runs).toEqual([]);
	});

	test('one that comes twice starts the workflow once', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, {}, { manner: 'duplicated' })).toEqual([200, 200]);
		expect(await deliver(instanceId, event, {}, { manner: 'replayed' })).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test('one that comes many times at once starts the workflow once', async () => {
		const { host, instanceId } = await listen(provider);
		const replays = async () => await deliver(instanceId, event, {}, { manner: 'replayed' });
		const first = deliver(instanceId, event);
		const others = await Promise.all([first, replays(), replays(), replays()]);

		expect(others.flat()).toEqual([200, 200, 200, 200]);
		expect(host.runs).toHaveLength(1);
	});

	test('what was taken in is remembered over a restart of n8n', async () => {
		const { host, instanceId } = await listen(provider);
		await deliver(instanceId, event);
		// Another workflow ID, so that nothing is left but what n8n has stored.
		Object.assign(host, { options: { workflowId: 'restarted' } });
		await deliver(instanceId, event, {}, { manner: 'replayed' });

		expect(host.runs).toHaveLength(1);
	});

	test('different ones that overtake each other all start it', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, { n: 1 }, { manner: 'reordered' })).toEqual([]);
		expect(await deliver(instanceId, event, { n: 2 })).toEqual([200, 200]);
		expect(JSON.stringify(host.runs)).toMatch(/"n":2.*"n":1/);
	});

	test('one that n8n could not start may come again', async () => {
		const { host, instanceId } = await listen(provider);
		host.failsToRun = true;
		expect(await deliver(instanceId, event)).toEqual([500]);
		host.failsToRun = false;

		expect(await deliver(instanceId, event, {}, { manner: 'replayed' })).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test('what is remembered stays small', async () => {
		const { host, instanceId } = await listen(provider);
		for (let count = 0; count < 3; count += 1) {
			await deliver(instanceId, event, { count });
			virtualClock.advance(4 * MINUTE);
		}
		const [state] = Object.values(host.staticData) as Array<{ recentDeliveries: string[] }>;

		// The first one is twelve minutes old and goes when the next one comes.
		expect(state?.recentDeliveries).toHaveLength(3);
		await deliver(instanceId, event, { count: 3 });
		const [later] = Object.values(host.staticData) as Array<{ recentDeliveries: string[] }>;
		expect(later?.recentDeliveries).toHaveLength(3);
	});

	test('no secret leaves the node', async () => {
		const { host, instanceId } = await listen(provider);
		const { apiKey } = bench().sandbox.accounts[provider];
		const secret = secretOf(provider, host);
		await deliver(instanceId, event, {
			apikey: 'upstream-key',
			text: `${apiKey} ${secret} upstream-key`,
		});

		const output = JSON.stringify(host.runs);
		for (const text of ['upstream-key', apiKey, secret]) expect(output).not.toContain(text);
		expect(output).toContain('[hidden] [hidden] [hidden]');
	});

	test('no secret leaves it either as it is sent, when more was pasted with it', async () => {
		const { host, instanceId } = await listen(provider);
		const { apiKey, webhookSecret = randomBytes(16).toString('hex') } =
			bench().sandbox.accounts[provider];
		const { type } = descriptors[provider].credential;
		host.credentials = {
			[type]: {
				...host.credentials[type],
				apiKey: `Bearer ${apiKey}`,
				webhookSecret: ` ${webhookSecret} `,
			},
		};
		await deliver(instanceId, event, { text: `${apiKey} ${webhookSecret}` });

		expect(JSON.stringify(host.onlyJson)).toContain('[hidden] [hidden]');
	});

	test('what people write to each other arrives word for word', async () => {
		const { host, instanceId } = await listen(provider);
		const text = 'Bearer of good news: token=abc';
		const message = { text, token: 't', hash: 'h', __proto__: null };
		await deliver(instanceId, event, message);

		expect(JSON.stringify(host.onlyJson)).toContain(
			JSON.stringify({ text, token: 't', hash: 'h' }),
		);
	});

	test.each([
		['multipart', 415, { 'content-type': 'multipart/form-data; boundary=x' }, '--x--\r\n'],
		['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'],
		['text', 415, { 'content-type': 'text/plain' }, 'hello'],
		['unsigned JSON that is called text', 401, { 'content-type': 'text/plain' }, '{}'],
		['broken JSON', 422, JSON_TYPE, '{"event":'],
		['an empty body', 400, JSON_TYPE, ''],
		['more than 5 MB', 413, JSON_TYPE, JSON.stringify('x'.repeat(5 * 1024 * 1024))],
		['more than n8n reads', 413, JSON_TYPE, JSON.stringify('x'.repeat(17 * 1024 * 1024))],
	])('%s is answered %s', async (_case, status, headers, body) => {
		const { host, instanceId } = await listen(provider);
		const [answered, answer] = await host.post(body, headers);

		expect([answered, Object.keys(answer as object)]).toEqual([status, ['message']]);
		expect(host.runs).toEqual([]);
		expect(await deliver(instanceId, event)).toEqual([200]);
	});

	test.each([
		['is no object', '[1]', NOT_AN_OBJECT],
		['names no event', '{"data":{}}', 'The delivery names no event'],
		['is nested too deeply', '{"a":'.repeat(5000) + '{}' + '}'.repeat(5000), NOT_AN_OBJECT],
	])('a genuine one that %s is answered 400 (%#)', async (_case, body, message) => {
		const { host } = await listen(provider);
		const headers = genuineHeaders(provider, host, body);

		expect(await host.post(body, headers)).toEqual([400, { message }]);
		expect(host.runs).toEqual([]);
	});

	test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', ''])(
		'a genuine one whose content type is "%s" is taken',
		async (contentType) => {
			const { host, instanceId } = await listen(provider);
			const body = Buffer.from(JSON.stringify(webhooks.body(instanceId, event)));
			const proof = genuineHeaders(provider, host, body.toString());
			const headers = { ...proof, 'content-type': contentType };

			expect((await host.post(body, headers))[0]).toBe(200);
			expect(host.onlyJson).toMatchObject({ event, instanceId });
		},
	);

	test('one that is refused for its size leaves a line in the log, without its content', async () => {
		const { host } = await listen(provider);
		await host.post(JSON.stringify('x'.repeat(5 * 1024 * 1024)), JSON_TYPE);

		expect(host.log).toEqual(['A webhook delivery was refused: The body is larger than 5 MB.']);
	});

	test('one that is packed with gzip is taken', async () => {
		const { host, instanceId } = await listen(provider);
		const body = JSON.stringify(webhooks.body(instanceId, event));
		const headers = { ...genuineHeaders(provider, host, body), 'content-encoding': 'gzip' };

		expect((await host.post(gzipSync(body), headers))[0]).toBe(200);
		expect(host.onlyJson).toMatchObject({ event, instanceId });
	});

	test('when the credential cannot be read, the provider is asked to come again', async () => {
		const { host, instanceId } = await listen(provider);
		host.credentials = {};

		expect(await deliver(instanceId, event)).toEqual([503]);
		expect(host.runs).toEqual([]);
		expect(host.log.join()).toContain('could not be processed');
	});
}
