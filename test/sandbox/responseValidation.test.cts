import fastify, { type FastifyInstance } from 'fastify';
import * as hypersender from './hypersender/schemas.cts';
import type { Answer } from './answers.cts';
import { addRoute } from './serveProvider.cts';
import { call } from './support/client.cts';
import { validateResponses, type ResponseSchemas } from './responseValidation.cts';
import * as wachat from './wachat/schemas.cts';

const INSTANCE = {
	id: 'c9a1dd76-5678-4f9d-9012-a5b78de100c3',
	name: 'MyInstanceName',
	phone: '+201234567890',
	service_type: 'whatsapp',
	status: 'SCAN_QR_CODE',
	qr_code: 'iVBORw0KGgo=',
	access_token: null,
	created_at: '2025-05-26T10:12:45',
};
const CREATED = {
	success: true,
	instance: { id: 26, instanceName: 'a', number: '', integration: 'WHATSAPP-BAILEYS' },
	qrcode: { pairingCode: null, code: 'a', base64: null, imageUrl: null, liveUrl: null, count: 1 },
	qrError: null,
};

let app: FastifyInstance;
beforeEach(() => {
	app = fastify({ forceCloseConnections: true });
});
afterEach(async () => {
	await app.close();
});

/** What a client gets when a route of these schemas gives this answer. */
async function served(response: ResponseSchemas, answer: Answer) {
	await app.register(async (scope) => {
		await validateResponses(scope);
		addRoute(scope, { method: 'GET', url: '/route', response, handle: () => answer });
	});
	return await call(`${await app.listen({ port: 0, host: '127.0.0.1' })}/route`);
}

describe('an answer that keeps to the documents', () => {
	it.each([
		['Hypersender create', hypersender.createInstance, INSTANCE],
		['Wachat create', wachat.createInstance, CREATED],
		['Wachat create without a code', wachat.createInstance, { ...CREATED, qrcode: null }],
	])('goes out: %s', async (_case, response, body) => {
		const reply = await served(response, { status: 201, body });
		expect([reply.status, JSON.parse(reply.text)]).toEqual([201, body]);
	});
});

describe('an answer that drifted', () => {
	it.each([
		['a number for a text', { name: 1 }, '#/allOf/0/properties/name/type'],
		['a status nobody knows', { status: 'READY' }, '#/allOf/0/properties/status/enum'],
		['no code', { qr_code: null }, '#/allOf/1/properties/qr_code/type'],
		['null for a text', { phone: null }, '#/allOf/0/properties/phone/type'],
	])('is a 500 that names the place, at Hypersender: %s', async (_case, change, path) => {
		const body = { ...INSTANCE, ...change };
		const reply = await served(hypersender.createInstance, { status: 201, body });
		expect(reply.status).toBe(500);
		expect(reply.text).toContain(path);
	});

	it.each([
		['a text for the id', { instance: { id: '26' } }, '#/properties/instance/properties/id/type'],
		['a text for qrcode', { qrcode: 'iVBOR' }, '#/properties/qrcode/type'],
		['count with a fraction', { qrcode: { count: 1.5 } }, 'properties/count/type'],
	])('is a 500 that names the place, at Wachat: %s', async (_case, change, path) => {
		const body = { ...CREATED, ...change };
		const reply = await served(wachat.createInstance, { status: 201, body });
		expect(reply.status).toBe(500);
		expect(reply.text).toContain(path);
	});

	it('is a 500 when an error lacks what the document requires', async () => {
		const body = { message: 'The given data was invalid.', errors: {} };
		const reply = await served(hypersender.createInstance, { status: 422, body });
		expect(reply.status).toBe(500);
		expect(reply.text).toContain("must have required property 'statusCode'");
	});

	it('is a 500 when a status or a media type is not declared', async () => {
		const status = await served(hypersender.createInstance, { status: 409, body: {} });
		expect([status.status, status.text]).toEqual([500, expect.stringContaining('409') as unknown]);
		await app.close();
		app = fastify({ forceCloseConnections: true });
		const picture = { status: 201, body: Buffer.from('GIF89a'), contentType: 'image/gif' };
		const media = await served(wachat.createInstance, picture);
		expect([media.status, media.text]).toEqual([
			500,
			expect.stringContaining('image/gif') as unknown,
		]);
	});
});
