import { mergeInstance, unknownInstance, type Instance } from '../../../nodes/domain/instance.ts';
import { isQrCode } from '../../../nodes/domain/qrCode.ts';

const shop: Instance = {
	instanceId: 'shop-1',
	name: 'Shop',
	phone: '201234567890',
	status: 'awaitingScan',
	providerStatus: 'SCAN_QR_CODE',
	createdAt: '2025-05-26T10:12:45',
	accessToken: 'token',
};

describe('an instance of which only the ID is known', () => {
	it('claims nothing else', () => {
		expect(unknownInstance('shop-1')).toEqual({
			instanceId: 'shop-1',
			name: null,
			phone: null,
			status: 'unknown',
			providerStatus: null,
			createdAt: null,
		});
	});
});

describe('adding a newer answer to what is known', () => {
	it('takes over what the newer one tells', () => {
		const newer: Instance = { ...shop, status: 'connected', providerStatus: 'WORKING' };
		expect(mergeInstance(shop, newer)).toEqual(newer);
	});

	it('keeps what the newer one leaves open', () => {
		expect(mergeInstance(shop, unknownInstance('shop-1'))).toEqual(shop);
	});

	it('fills in what was not known before', () => {
		expect(mergeInstance(unknownInstance('shop-1'), shop)).toEqual(shop);
	});

	it('takes over details and tokens that are new', () => {
		const newer: Instance = {
			...unknownInstance('shop-1'),
			accessToken: 'new',
			details: { id: 26 },
		};
		expect(mergeInstance(shop, newer)).toMatchObject({ accessToken: 'new', details: { id: 26 } });
	});

	it('takes over a status the provider has no word for, and a word that means nothing here', () => {
		const asKnown = { ...unknownInstance('shop-1'), status: 'failed' as const };
		expect(mergeInstance(shop, asKnown)).toMatchObject({ status: 'failed', providerStatus: null });
		const asWritten = { ...unknownInstance('shop-1'), providerStatus: 'NEW_WORD' };
		expect(mergeInstance(shop, asWritten)).toMatchObject({
			status: 'unknown',
			providerStatus: 'NEW_WORD',
		});
	});

	it('makes up no token and no details', () => {
		const merged = mergeInstance(unknownInstance('shop-1'), unknownInstance('shop-1'));
		expect(Object.keys(merged)).toEqual(Object.keys(unknownInstance('shop-1')));
	});

	it('changes neither of them', () => {
		const known = structuredClone(shop);
		const newer = { ...unknownInstance('shop-1'), status: 'failed' as const };
		mergeInstance(known, newer);
		expect(known).toEqual(shop);
		expect(newer).toEqual({ ...unknownInstance('shop-1'), status: 'failed' });
	});
});

it('tells a QR code from the reason why there is none', () => {
	expect(isQrCode({ png: Buffer.alloc(1), validFor: 60_000 })).toBe(true);
	expect(isQrCode({ problem: 'the response contains none yet', isTransient: true })).toBe(false);
});
