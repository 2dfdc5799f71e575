import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';

import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { chain, instanceNode, manualStart, node } from './support/workflow.cts';

interface Upload {
	customer: string;
	filename: string;
	mimetype: string;
	content: Buffer;
}

const uploads: Upload[] = [];
let server: FastifyInstance;
let address: string;

beforeAll(async () => {
	server = fastify();
	await server.register(multipart);
	server.post('/customers', async (request, reply) => {
		let customer = '';
		for await (const part of request.parts()) {
			if (part.type === 'field') customer = String(part.value);
			else {
				const { filename, mimetype } = part;
				uploads.push({ customer, filename, mimetype, content: await part.toBuffer() });
			}
		}
		return await reply.code(201).send({ received: uploads.length });
	});
	address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
	await server.close();
});

test.each(PROVIDER_NAMES)('a QR code of %s is uploaded as a file', async (provider) => {
	const { rest, sandbox } = bench();
	const workflow = chain(
		manualStart(),
		instanceNode('Create', provider, 'create', bench(), {
			name: 'Cairo_Store',
			phone: '+20 123 456 7890',
		}),
		node('Upload', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${address}/customers`,
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ parameterType: 'formData', name: 'customer', value: '={{ $json.name }}' },
					{ parameterType: 'formBinaryData', name: 'qr', inputDataFieldName: 'data' },
				],
			},
		}),
	);
	uploads.length = 0;

	const execution = await rest.runToEnd(await rest.createWorkflow(workflow), 'Start');

	expect(execution).toMatchObject({ status: 'success' });
	expect(uploads).toHaveLength(1);
	const [{ content, ...description }] = uploads as [Upload];
	expect(description).toEqual({
		customer: 'Cairo_Store',
		filename: 'Cairo-Store-qr-code.png',
		mimetype: 'image/png',
	});
	expect(readQrCode(content)).toBe(sandbox.instances(provider)[0]?.pairingText);
});
