import {
	MAX_BODY_BYTES,
	parseBody,
	readRequest,
} from '../../../nodes/WhatsAppInstanceEventTrigger/readRequest.ts';
import type { IncomingMessage } from '../../../nodes/shared/webhookContext.ts';

const request = (change: Partial<IncomingMessage>): IncomingMessage => ({
	headers: { 'content-type': 'application/json' },
	rawBody: Buffer.from('{}'),
	...change,
});

describe('reading a request', () => {
	it.each([
		'application/json',
		'application/json; charset=utf-8',
		'Application/JSON',
		'application/vnd.wachat+json',
		'text/json',
		' application/json ; charset=utf-8',
		'',
		' ',
	])('takes "%s"', async (type) => {
		const read = await readRequest(request({ headers: { 'content-type': type, 'X-Test': 'a' } }));
		expect(read).toMatchObject({ body: Buffer.from('{}'), headers: { 'x-test': 'a' } });
	});

	it('takes a body without a content type', async () => {
		expect(await readRequest(request({ headers: {} }))).toHaveProperty('body');
	});

	const OTHER_TYPES = [
		'text/plain',
		'text/plain; charset=utf-8',
		'application/x-www-form-urlencoded',
		'application/octet-stream',
		'application/jsonx',
		'image/png',
	];

	it.each(OTHER_TYPES)('takes JSON that is called "%s"', async (type) => {
		const rawBody = Buffer.from('\ufeff \n{"event":"a"}');
		const read = await readRequest(request({ headers: { 'content-type': type }, rawBody }));
		expect(read).toMatchObject({ body: rawBody });
	});

	it.each(OTHER_TYPES)('answers 415 for what is called "%s" and is not JSON', async (type) => {
		for (const text of ['a=1', 'hello', ' ', '<a/>', '"{}"', '[{}]']) {
			const rawBody = Buffer.from(text);
			const read = await readRequest(request({ headers: { 'content-type': type }, rawBody }));
			expect(read).toMatchObject({ status: 415 });
		}
	});

	it.each(['multipart/form-data; boundary=x', 'Multipart/Mixed'])(
		'answers 415 for "%s", of which n8n leaves nothing to read',
		async (type) => {
			const readRawBody = jest.fn();
			const read = await readRequest({ headers: { 'content-type': type }, readRawBody });
			expect(read).toMatchObject({ status: 415 });
			expect(readRawBody).not.toHaveBeenCalled();
		},
	);

	it('leaves headers out that came twice', async () => {
		const read = await readRequest(request({ headers: { 'x-wachat-signature': ['a', 'b'] } }));
		expect(read).toMatchObject({ headers: {} });
	});

	it('answers 413 for what is announced as too large, before reading it', async () => {
		const readRawBody = jest.fn();
		const headers = { 'content-length': String(MAX_BODY_BYTES + 1) };
		const refusal = { status: 413, isTooLarge: true };
		expect(await readRequest({ headers, readRawBody })).toMatchObject(refusal);
		expect(readRawBody).not.toHaveBeenCalled();
	});

	it('takes what is announced as just small enough', async () => {
		const headers = { 'content-length': String(MAX_BODY_BYTES) };
		expect(await readRequest(request({ headers }))).toEqual({ headers, body: Buffer.from('{}') });
	});

	it.each([
		[MAX_BODY_BYTES, false],
		[MAX_BODY_BYTES + 1, true],
	])('of %i bytes is too large: %s', async (size, isTooLarge) => {
		const read = await readRequest(request({ rawBody: Buffer.alloc(size, ' ') }));
		expect('status' in read).toBe(isTooLarge);
	});

	it('reads the body itself when n8n has not', async () => {
		const unread: IncomingMessage = {
			headers: {},
			readRawBody: () => {
				unread.rawBody = Buffer.from('[]');
				return Promise.resolve();
			},
		};
		expect(await readRequest(unread)).toMatchObject({ body: Buffer.from('[]') });
	});

	it('does not read a body again that n8n has read', async () => {
		const readRawBody = jest.fn();
		expect(await readRequest(request({ readRawBody }))).toHaveProperty('body');
		expect(readRawBody).not.toHaveBeenCalled();
	});

	it.each([
		[Object.assign(new Error('too large'), { status: 413 }), 413],
		[Object.assign(new Error('wrong charset'), { status: 415 }), 400],
		[new Error('aborted'), 400],
		[null, 400],
	])('answers when the body cannot be read: %s', async (error, status) => {
		const readRawBody = jest.fn().mockRejectedValue(error);
		expect(await readRequest({ headers: {}, readRawBody })).toMatchObject({ status });
	});

	it('answers 400 when there is no body', async () => {
		const refusal = { status: 400, message: 'The body is empty' };
		expect(await readRequest({ headers: {} })).toEqual(refusal);
		expect(await readRequest(request({ rawBody: Buffer.alloc(0) }))).toEqual(refusal);
	});
});

it.each([
	['{"a":1}', { a: 1 }],
	['\ufeff{"a":1}', { a: 1 }],
	['[{}]', undefined],
	['"text"', undefined],
	['null', undefined],
	['{', undefined],
	[nested(100), JSON.parse(nested(100)) as object],
	[nested(101), undefined],
	[nested(50_000), undefined],
	['', undefined],
])('the body %.40j is read as %.40j', (text, object) => {
	expect(parseBody(Buffer.from(text))).toEqual(object);
});

/** Objects in each other on so many levels. */
function nested(levels: number): string {
	return '{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1);
}
