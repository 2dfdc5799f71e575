// The answers of nodes/providers/hypersender that bring a QR code; the rest is in
// hypersender.test.cts.
import { hypersender } from '../../nodes/providers/hypersender/index.ts';
import { ID, shop, shopInstance } from '../unit/support/cairoStore.cts';
import { fakeSend, parametersOf } from '../unit/support/fakeSend.cts';
import { drawQrCode } from '../unit/support/pngs.cts';
import { failureOf } from '../unit/support/refusals.cts';

let png: Buffer;
beforeAll(async () => {
	png = await drawQrCode('2@hypersender');
});

const plan = hypersender.create.readPlan(
	parametersOf({ name: 'Cairo Store', phone: '+20 123 456 7890' }),
);

describe('creating', () => {
	const create = async (answer: Parameters<typeof fakeSend>[0]) => {
		const { send, requests } = fakeSend(answer);
		return { result: await hypersender.create.run(send, plan), requests };
	};

	it('sends one request within the documented limit', async () => {
		const { requests } = await create({ status: 201, json: shop });
		expect(requests).toEqual([
			{
				method: 'POST',
				path: '/create-instance',
				wasCarriedOut: expect.any(Function) as unknown,
				body: { phone: '+201234567890', name: 'Cairo Store' },
				limit: expect.objectContaining({ requests: 5, perMilliseconds: 60_000 }) as object,
			},
		]);
	});

	it('understands the documented response', async () => {
		const { result } = await create({
			status: 201,
			json: { ...shop, qr_code: png.toString('base64') },
		});
		expect(result.instance).toEqual(shopInstance);
		expect(result.qrCode).toEqual({ png, validFor: 60_000 });
	});

	it('fills in name and phone only where the answer leaves them out', async () => {
		const { result } = await create({ json: { id: ID } });
		expect(result.instance).toMatchObject({ name: 'Cairo Store', phone: '201234567890' });
		const others = { ...shop, name: 'Giza Store', phone: '+209876543210' };
		const { instance } = (await create({ json: others })).result;
		expect(instance).toMatchObject({ name: 'Giza Store', phone: '209876543210' });
	});

	it("understands Laravel's wrapper, and fields nobody knows", async () => {
		const data = { ...shop, qr_code: `data:image/png;base64,${png.toString('base64')}`, extra: 1 };
		const { result } = await create({ json: { data, meta: {} } });
		expect(result.instance).toEqual(shopInstance);
		expect(result.qrCode).toEqual({ png, validFor: 60_000 });
		expect(result.raw).toEqual(data);
	});

	it.each([
		['missing', undefined, 'contains none yet', true],
		['null', null, 'contains none yet', true],
		['empty', '', 'contains none yet', true],
		['of another type', { png: 'x' }, 'contains none yet', true],
		['garbage', 'not an image!', 'not base64', false],
		['another image', '/9j/4AAQSkZJRgABAQ==', 'not a PNG', false],
		['cut off', 'iVBORw0KGgoAAAANSUhEUg==', 'cut off', false],
	])('keeps the instance when its QR code is %s', async (_what, qrCode, problem, isTransient) => {
		const { result } = await create({ json: { ...shop, qr_code: qrCode } });
		expect(result.instance.instanceId).toBe(ID);
		expect(result.qrCode).toEqual({
			problem: expect.stringContaining(problem) as string,
			isTransient,
		});
	});

	it.each([
		['has no ID', { ...shop, id: undefined }, "'id'"],
		['has an empty ID', { ...shop, id: ' ' }, "'id'"],
		['is a list', [shop], 'not an instance'],
		['is a text', 'ok', 'not an instance'],
		['is null', null, 'not an instance'],
	])('says so when the answer %s', async (_what, json, reason) => {
		const { send } = fakeSend({ json });
		const { description } = await failureOf(hypersender.create.run(send, plan));
		expect(description).toContain(reason);
	});
});

describe('asking for a fresh QR code', () => {
	it('spends the one request a minute that is documented', async () => {
		const { send, requests } = fakeSend({ json: { ...shop, qr_code: png.toString('base64') } });
		const { instance, qrCode } = await hypersender.qrCode.request(send, ID, 'image');
		expect(instance).toEqual(shopInstance);
		expect(qrCode).toEqual({ png, validFor: 60_000 });
		expect(requests).toEqual([
			{
				method: 'POST',
				path: `/${ID}/request-new-qr-code`,
				resourceLabel: `instance '${ID}'`,
				limit: expect.objectContaining({ requests: 1, perMilliseconds: 60_000 }) as object,
			},
		]);
	});

	it('knows the instance even when the answer does not name it', async () => {
		const { send } = fakeSend({ json: { qr_code: png.toString('base64') } });
		const { instance } = await hypersender.qrCode.request(send, ID, 'image');
		expect(instance.instanceId).toBe(ID);
	});

	it('never lets an ID reach another path', async () => {
		const { send, requests } = fakeSend({ json: shop });
		await hypersender.qrCode.request(send, '../a b?c#d', 'image');
		expect(requests[0]?.path).toBe('/..%2Fa%20b%3Fc%23d/request-new-qr-code');
	});
});
