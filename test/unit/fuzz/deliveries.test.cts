import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { presentableDelivery, secretsIn } from '../../../nodes/domain/redact.ts';
import { providerList } from '../../../nodes/providers/index.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import { parseBody, readRequest } from '../../../nodes/WhatsAppInstanceEventTrigger/readRequest.ts';
import { webhooks as wachatWebhooks } from '../../../nodes/providers/wachat/webhooks.ts';
import { CASES, EXTREMES, FUZZ_TIMEOUT, hostileBody, hostileJson, SECRET } from './hostile.cts';

const NOW = Date.UTC(2026, 2, 1, 12);

const senders = providerList.filter(({ webhooks }) => webhooks.kind !== 'none');

const headers = fc.dictionary(
	fc.constantFrom(
		'content-type',
		'content-length',
		'authorization',
		'x-instanceid',
		'x-wachat-event',
		'x-wachat-signature',
		'x-wachat-timestamp',
	),
	fc.oneof(
		fc.constantFrom('application/json', String(NOW), String(NOW / 1000), 'sha256=', 'Bearer '),
		fc.string(),
		fc.array(fc.string(), { maxLength: 2 }),
	),
);

/** Takes a request in as the trigger does, up to the item's content. */
async function takeIn(
	{ webhooks, secrets: rules }: Provider,
	rawBody: Buffer,
	given: Record<string, string | string[]>,
) {
	if (webhooks.kind === 'none') throw new Error('it sends no webhooks');
	const delivery = await readRequest({ headers: given, rawBody });
	if ('status' in delivery) {
		expect(delivery.status).toBeGreaterThanOrEqual(400);
		return;
	}
	const secret = 'what nobody has signed with';
	expect(webhooks.verify(delivery, secret, NOW)).toEqual({ verified: false });
	const body = parseBody(delivery.body);
	if (body === undefined) return;
	const event = webhooks.read(body, delivery.headers);
	if (event === undefined) return;
	expect(typeof event.event).toBe('string');
	const secrets = [SECRET, ...secretsIn(body, rules)];
	const content = presentableDelivery(event.data, { rules, values: secrets }, { withImages: true });
	expect(JSON.stringify(content)).not.toContain(SECRET);
}

describe.each(senders)('a delivery of $name', (sender) => {
	test(
		'any request is read or refused, and none is taken for genuine',
		async () => {
			await fc.assert(
				fc.asyncProperty(hostileBody, headers, async (body, given) => {
					await takeIn(sender, body, given);
				}),
				{ numRuns: CASES },
			);
		},
		FUZZ_TIMEOUT,
	);

	test.each(EXTREMES)('%s', async (_case, body) => {
		await takeIn(sender, body, {});
	});
});

test(
	'a signed delivery of which anything was changed is not genuine',
	() => {
		fc.assert(
			fc.property(
				hostileJson,
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(text, place, change) => {
					const body = Buffer.from(text);
					const timestamp = String(NOW / 1000);
					const signature = createHmac('sha256', SECRET)
						.update(`${timestamp}.`)
						.update(body)
						.digest('hex');
					const signed = { 'x-wachat-timestamp': timestamp, 'x-wachat-signature': signature };
					expect(wachatWebhooks.verify({ headers: signed, body }, SECRET, NOW).verified).toBe(true);

					const forged = Buffer.from(body);
					const at = place % forged.length;
					forged.writeUInt8((forged.readUInt8(at) ^ change) & 0xff, at);
					const verdict = wachatWebhooks.verify({ headers: signed, body: forged }, SECRET, NOW);
					expect(verdict.verified).toBe(false);
				},
			),
			{ numRuns: CASES },
		);
	},
	FUZZ_TIMEOUT,
);
