import type { Instance } from '../../../nodes/domain/instance.ts';
import { instanceJson } from '../../../nodes/domain/instanceJson.ts';
import { type QrCode, qrCodeJson } from '../../../nodes/domain/qrCode.ts';
import { qrCodeFileName } from '../../../nodes/domain/fileName.ts';
import { known } from '../support/knownSecrets.cts';

const shop: Instance = {
	instanceId: 'shop-1',
	name: 'Shop',
	phone: '201234567890',
	status: 'connected',
	providerStatus: 'WORKING',
	createdAt: '2025-05-26T10:12:45',
	accessToken: 'token-of-the-instance',
};

describe('an instance in an output item', () => {
	it('has the same fields for every provider, and no token', () => {
		expect(instanceJson('hypersender', shop, known([]))).toEqual({
			provider: 'hypersender',
			instanceId: 'shop-1',
			name: 'Shop',
			phone: '+201234567890',
			status: 'connected',
			providerStatus: 'WORKING',
			connected: true,
			createdAt: '2025-05-26T10:12:45',
		});
	});

	it('claims no phone and no connection that there is not', () => {
		const shown = instanceJson(
			'wachat',
			{ ...shop, phone: null, status: 'awaitingScan' },
			known([]),
		);
		expect(shown).toMatchObject({ phone: null, connected: false, status: 'awaitingScan' });
	});

	it('has the details of its provider', () => {
		const details = { id: 26 };
		expect(instanceJson('wachat', { ...shop, details }, known([]))).toMatchObject(details);
	});

	it('stays as it is beside a short secret, or one that is a word of ours', () => {
		const instance = { ...shop, name: 'Polar Bearer Club', instanceId: '854142d0-535e-43a9-8c4f' };
		const secrets = ['535e', '2012', '2025', 'shop', 'Club', 'WORKING', 'wachat', 'connected'];
		expect(instanceJson('wachat', instance, known(secrets))).toEqual(
			instanceJson('wachat', instance, known([])),
		);
	});

	it.each(['instanceId', 'name', 'phone', 'providerStatus', 'createdAt'])(
		'shows no key and no token of its own that its provider repeats as %s',
		(field) => {
			const repeating = { ...shop, [field]: 'key-of-the-account, token-of-the-instance' };
			const shown = JSON.stringify(
				instanceJson('wachat', repeating, known(['key-of-the-account'])),
			);
			expect(shown).toContain('[hidden], [hidden]"');
			expect(shown).not.toMatch(/-of-the-/);
		},
	);

	it('has details without secrets, and without what looks like one', () => {
		const details = { id: 26, note: 'token=abc', text: 'a key-of-the-account', apikey: 'x' };
		const shown = instanceJson('wachat', { ...shop, details }, known(['key-of-the-account']));
		expect(shown).toMatchObject({ id: 26, note: 'token=[hidden]', text: 'a [hidden]' });
		expect(shown).not.toHaveProperty('apikey');
	});
});

describe('a QR code in an output item', () => {
	const issuedAt = Date.parse('2026-03-01T12:00:00Z');
	const qrCode: QrCode = { png: Buffer.alloc(1234), validFor: 60_000 };
	const shown = (details: Partial<QrCode>, secrets: string[] = []) =>
		qrCodeJson({ qrCode: { ...qrCode, ...details }, issuedAt }, 'shop.png', known(secrets));

	it('tells when it was issued, how long it can be scanned, and about its file', () => {
		expect(shown({})).toEqual({
			issuedAt: '2026-03-01T12:00:00.000Z',
			expiresAt: '2026-03-01T12:01:00.000Z',
			fileName: 'shop.png',
			mimeType: 'image/png',
			fileSize: 1234,
		});
		expect(shown({}, ['2026', 'image', 'shop'])).toEqual(shown({}));
	});

	it('has what else the provider tells, without secrets', () => {
		const details = { url: 'https://example.com/key-of-the-account', apikey: 'x' };
		expect(shown({ pairingCode: 'ABCD', text: '2@a', details }, ['key-of-the-account'])).toEqual({
			...shown({}),
			pairingCode: 'ABCD',
			text: '2@a',
			url: 'https://example.com/[hidden]',
		});
	});
});

describe('the name of the file of a QR code', () => {
	it.each([
		['Cairo Store', 'Cairo-Store-qr-code.png'],
		['  Café  Zoë! ', 'Cafe-Zoe-qr-code.png'],
		['متجر القاهرة', 'متجر-القاهرة-qr-code.png'],
		['a/b\\c: ../d', 'a-b-c-d-qr-code.png'],
		['***', 'instance-qr-code.png'],
		['x'.repeat(80), `${'x'.repeat(60)}-qr-code.png`],
		['Shop \ud83c', 'Shop-qr-code.png'],
	])('is made of the name %j', (name, fileName) => {
		expect(qrCodeFileName({ ...shop, name }, known())).toBe(fileName);
	});

	it('is made of the ID where there is no name', () => {
		expect(qrCodeFileName({ ...shop, name: null }, known())).toBe('shop-1-qr-code.png');
	});

	it('is cut where it is longer than a file system takes, between two letters', () => {
		const wanted = (text: string) => qrCodeFileName(shop, known(), text);
		expect(wanted('y'.repeat(5000))).toBe(`${'y'.repeat(240)}.png`);
		expect(wanted(`${'ع'.repeat(5000)}.PNG`)).toBe(`${'ع'.repeat(120)}.PNG`);
		expect(wanted(`a${'👍'.repeat(100)}`)).toBe(`a${'👍'.repeat(59)}.png`);
		const name = `a${'𠀀'.repeat(60)}`;
		expect(qrCodeFileName({ ...shop, name }, known())).toBe(`a${'𠀀'.repeat(59)}-qr-code.png`);
	});

	it.each(['.', '..', '.png', ' .PNG'])('is made of the name where %j leaves none', (wanted) => {
		expect(qrCodeFileName(shop, known(), wanted)).toBe('Shop-qr-code.png');
	});

	it.each([
		['code', 'code.png'],
		['code.PNG', 'code.PNG'],
		['code.png.txt', 'code.png.txt.png'],
		['a\\b/c:d*e?f"g<h>i|j.png', 'a-b-c-d-e-f-g-h-i-j.png'],
		['a\r\nContent-Type: text/html\0b.png', 'a--Content-Type- text-html-b.png'],
		['\u202egnp.exe', '-gnp.exe.png'],
		['one\u2028two\ud83c', 'one-two-.png'],
		['.htaccess', 'htaccess.png'],
		[' .. a', 'a.png'],
		['CON', 'CON-.png'],
		['lpt1.txt.png', 'lpt1-.txt.png'],
		['Console', 'Console.png'],
		['می\u200cخواهم 👩\u200d💻', 'می\u200cخواهم 👩\u200d💻.png'],
	])('is %j when the user wants it so, as far as it can be one', (wanted, fileName) => {
		expect(qrCodeFileName(shop, known(), wanted)).toBe(fileName);
	});

	it('holds no secret, however it is made', () => {
		const secrets = ['42|key-of-the-account'];
		const withKey = { ...shop, name: 'Shop 42|key-of-the-account' };
		expect(qrCodeFileName(withKey, known(secrets))).toBe('Shop-hidden-qr-code.png');
		expect(qrCodeFileName({ ...shop, name: 'token-of-the-instance' }, known())).toBe(
			'hidden-qr-code.png',
		);
		expect(qrCodeFileName(shop, known(secrets), 'a 42|key-of-the-account')).toBe('a [hidden].png');
	});
});
