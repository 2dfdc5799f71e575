import fc from 'fast-check';

import { readQuestion } from '../../../nodes/WhatsAppInstancePairingPageTrigger/readQuestion.ts';
import type { IncomingRequest } from '../../../nodes/shared/webhookContext.ts';

const QUESTION = {
	token: 'a.b',
	window: 'w',
	intent: 'ask',
	types: false,
	follows: false,
	untouchedFor: 0,
};

const request = (body: unknown): IncomingRequest => ({
	method: 'POST',
	headers: {},
	rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

it.each([
	[QUESTION, QUESTION],
	[
		{ ...QUESTION, shows: 'x', types: true },
		{ ...QUESTION, shows: 'x', types: true },
	],
	[
		{ ...QUESTION, intent: 'renew' },
		{ ...QUESTION, intent: 'renew' },
	],
	[
		{ ...QUESTION, intent: 'leave' },
		{ ...QUESTION, intent: 'leave' },
	],
	[
		{ token: '', window: '', intent: 'ask' },
		{ ...QUESTION, token: '', window: '' },
	],
	[
		{ ...QUESTION, follows: true, untouchedFor: 180_001 },
		{ ...QUESTION, follows: true, untouchedFor: 180_001 },
	],
	[{ ...QUESTION, more: 1 }, QUESTION],
	[
		{ ...QUESTION, window: 'w'.repeat(100) },
		{ ...QUESTION, window: 'w'.repeat(64) },
	],
])('%j is a question', async (body, question) => {
	expect(await readQuestion(request(body))).toEqual(question);
});

it.each<[unknown]>([
	[''],
	['text'],
	['null'],
	['{"token":'],
	[[QUESTION]],
	[{}],
	[{ ...QUESTION, token: 1 }],
	[{ ...QUESTION, token: null }],
	[{ ...QUESTION, window: 1 }],
	[{ ...QUESTION, window: undefined }],
	[{ ...QUESTION, intent: 'close' }],
	[{ ...QUESTION, intent: undefined }],
	[{ ...QUESTION, intent: ['ask'] }],
	[{ ...QUESTION, types: 'yes' }],
	[{ ...QUESTION, types: 1 }],
	[{ ...QUESTION, follows: 'yes' }],
	[{ ...QUESTION, untouchedFor: '1' }],
	[{ ...QUESTION, shows: 1 }],
	[{ ...QUESTION, shows: null }],
	[{ ...QUESTION, token: 'x'.repeat(4096) }],
	['['.repeat(4000)],
])('%j is none', async (body) => {
	expect(await readQuestion(request(body))).toBeUndefined();
});

it('takes a body of 4096 bytes, and none that is longer', async () => {
	const length = (bytes: number) => {
		const text = JSON.stringify({ ...QUESTION, more: '' });
		return text.replace('"more":""', `"more":"${'x'.repeat(bytes - text.length)}"`);
	};
	expect(await readQuestion(request(length(4096)))).toBeDefined();
	expect(await readQuestion(request(length(4097)))).toBeUndefined();
});

it('reads the body itself where n8n has not', async () => {
	const late: IncomingRequest = { method: 'POST', headers: {} };
	late.readRawBody = () => {
		late.rawBody = Buffer.from(JSON.stringify(QUESTION));
		return Promise.resolve();
	};
	expect(await readQuestion(late)).toEqual(QUESTION);
});

it('takes a body that cannot be read for none', async () => {
	const readRawBody = () => Promise.reject(new Error('stream is not readable'));
	expect(await readQuestion({ method: 'POST', headers: {}, readRawBody })).toBeUndefined();
	expect(await readQuestion({ method: 'POST', headers: {} })).toBeUndefined();
});

it('takes anything', async () => {
	await fc.assert(
		fc.asyncProperty(fc.json(), async (text) => {
			await readQuestion(request(text));
		}),
	);
});
