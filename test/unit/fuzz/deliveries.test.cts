import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { presentableDelivery, secretsIn } from '../../../nodes/domain/redact.ts';
import { hypersenderDeliveries } from '../../../nodes/providers/hypersender/webhooks.ts';
import { wachatDeliveries } from '../../../nodes/providers/wachat/webhooks.ts';
import { parseBody, readRequest } from '../../../nodes/WhatsAppInstanceEventTrigger/readRequest.ts';
import { CASES, EXTREMES, FUZZ_TIMEOUT, hostileBody, hostileJson, SECRET } from './hostile.cts';

const NOW = Date.UTC(2026, 2, 1, 12);
const sides = { hypersender: hypersenderDeliveries, wachat: wachatDeliveries };

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
	side: keyof typeof sides,
	rawBody: Buffer,
	given: Record<string, string | string[]>,
) {
	const delivery = await readRequest({ headers: given, rawBody });
	if ('status' in delivery) {
		expect(delivery.status).toBeGreaterThanOrEqual(400);
		return;
	}
	const secret = 'what nobody has signed with';
	expect(sides[side].verify(delivery, secret, NOW)).toEqual({ verified: false });
	const body = parseBody(delivery.body);
	if (body === undefined) return;
	const event = sides[side].read(body, delivery.headers);
	if (event === undefined) return;
	expect(typeof event.event).toBe('string');
	const secrets = [SECRET, ...secretsIn(body)];
	const content = presentableDelivery(event.data, secrets, { withImages: true });
	expect(JSON.stringify(content)).not.toContain(SECRET);
}

describe.each(['hypersender', 'wachat'] as const)('a delivery of %s', (side) => {
	test(
		'any request is read or refused, and none is taken for genuine',
		async () => {
			await fc.assert(
				fc.asyncProperty(hostileBody, headers, async (body, given) => {
					await takeIn(side, body, given);
				}),
				{ numRuns: CASES },
			);
		},
		FUZZ_TIMEOUT,
	);

	test.each(EXTREMES)('%s', async (_case, body) => {
		await takeIn(side, body, {});
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
					expect(wachatDeliveries.verify({ headers: signed, body }, SECRET, NOW).verified).toBe(
						true,
					);

					const forged = Buffer.from(body);
					const at = place % forged.length;
					forged.writeUInt8((forged.readUInt8(at) ^ change) & 0xff, at);
					const verdict = wachatDeliveries.verify({ headers: signed, body: forged }, SECRET, NOW);
					expect(verdict.verified).toBe(false);
				},
			),
			{ numRuns: CASES },
		);
	},
	FUZZ_TIMEOUT,
);
