import { Readable } from 'node:stream';

import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { instanceJson } from '../../../nodes/domain/instanceJson.ts';
import { presentableResponse } from '../../../nodes/domain/redact.ts';
import { checkPng } from '../../../nodes/domain/png.ts';
import { providerList } from '../../../nodes/providers/index.ts';
import type {
	CreatePlan,
	InstanceWithQrCode,
	Provider,
} from '../../../nodes/providers/Provider.ts';
import { ApiClient } from '../../../nodes/transport/ApiClient.ts';
import { CASES, EXTREMES, FUZZ_TIMEOUT, hostileBody, namedOnly, SECRET } from './hostile.cts';
import { isQrCode } from '../../../nodes/domain/qrCode.ts';
import type { Send } from '../../../nodes/transport/types.ts';
import { RateLimiter } from '../../../nodes/transport/RateLimiter.ts';
import { known } from '../support/knownSecrets.cts';

interface Answer {
	statusCode: number;
	headers: Record<string, string>;
	body: Buffer;
}

const plan: CreatePlan = { name: 'Shop', phone: '628123', query: {}, body: {}, secrets: [] };
const imagePlan = { ...plan, query: { response: 'image' } };
const ID = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

/** A client to which n8n hands such an answer, whatever it asks. */
function sendGetting(provider: Provider, answer: Answer): Send {
	const streamed = () => ({ ...answer, body: Readable.from([answer.body]) });
	const context = {
		helpers: { httpRequestWithAuthentication: () => Promise.resolve(streamed()) },
	} as unknown as IExecuteFunctions;
	const credentials = { baseUrl: 'https://provider.example', apiKey: SECRET };
	return new ApiClient({
		context,
		api: provider,
		credentials,
		limiter: new RateLimiter(),
	}).sender({
		requestTimeout: 1000,
		rateLimitWait: 0,
		budget: { remaining: 0 },
	});
}

function checkCreated({ instance, qrCode, raw }: InstanceWithQrCode): void {
	expect(instance.instanceId).not.toBe('');
	if (isQrCode(qrCode)) expect(checkPng(qrCode.png)).toHaveProperty('png');
	else expect(qrCode.problem).not.toBe('');
	expect(JSON.stringify(presentableResponse(raw, known([SECRET])))).not.toContain(SECRET);
	const presented = instanceJson('x', instance, known([SECRET]));
	expect(JSON.stringify(presented)).not.toContain(SECRET);
}

type Call = (provider: Provider, send: Send) => Promise<unknown>;

const calls: Record<string, Call> = {
	create: async (provider, send) => {
		checkCreated(await provider.create.run(send, plan));
	},
	'create with an image': async (provider, send) => {
		checkCreated(await provider.create.run(send, imagePlan));
	},
	'QR code as image': async (provider, send) => {
		checkCreated(await provider.qrCode.request(send, ID, 'image'));
	},
	'QR code as JSON': async (provider, send) => {
		checkCreated(await provider.qrCode.request(send, ID, 'json'));
	},
	list: async (provider, send) => {
		for (const { instance, raw } of await provider.status.list(send)) {
			expect(provider.status.statuses).toContain(instance.status);
			expect(JSON.stringify(presentableResponse(raw, known([SECRET])))).not.toContain(SECRET);
		}
	},
	status: async (provider, send) => {
		expect(provider.status.statuses).toContain((await provider.status.getLive(send, ID)).status);
	},
	restart: async (provider, send) => await provider.restart?.run(send, ID),
	logout: async (provider, send) => await provider.logout?.run(send, ID),
	delete: async (provider, send) => await provider.delete?.run(send, ID),
	limits: async (provider, send) => await provider.accountLimits?.get(send),
	webhooks: async ({ webhooks }, send) =>
		webhooks.kind === 'registered' ? await webhooks.list(send, null) : undefined,
	'new webhook': async ({ webhooks }, send) =>
		webhooks.kind === 'registered'
			? await webhooks.create(send, {
					name: 'n',
					url: 'https://n8n.example',
					secret: 's',
					events: [],
					instanceId: null,
				})
			: undefined,
};

const subjects = providerList.flatMap((provider) =>
	Object.entries(calls).map(([name, call]) => ({
		title: `${name} at ${provider.name}`,
		provider,
		call,
	})),
);

const answers = fc.record({
	statusCode: fc.oneof(
		fc.constantFrom(200, 201, 204, 400, 401, 404, 409, 422, 429, 500),
		fc.integer({ min: 200, max: 999 }),
	),
	headers: fc.dictionary(
		fc.constantFrom(
			'content-type',
			'retry-after',
			'date',
			'x-api-instance-name',
			'x-instance-name',
		),
		fc.oneof(fc.constantFrom('application/json', 'image/png', '60', SECRET), fc.string()),
	),
	body: hostileBody,
});

test.each(subjects)(
	'$title: any answer is read or has an error of its own',
	async ({ provider, call }) => {
		await fc.assert(
			fc.asyncProperty(answers, async (answer) => {
				await namedOnly(async () => await call(provider, sendGetting(provider, answer)), SECRET);
			}),
			{ numRuns: CASES },
		);
	},
	FUZZ_TIMEOUT,
);

describe.each(EXTREMES)('%s', (_case, body) => {
	test.each(subjects)('$title', async ({ provider, call }) => {
		for (const statusCode of [200, 400]) {
			const send = sendGetting(provider, { statusCode, headers: {}, body });
			await namedOnly(async () => await call(provider, send), SECRET);
		}
	});
});
