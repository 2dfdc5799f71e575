import type { Instance } from '../../../nodes/domain/instance.ts';
import { createInstanceFilter, describeInstance } from '../../../nodes/shared/instanceFilter.ts';

const instance = (change: Partial<Instance> = {}): Instance => ({
	instanceId: 'id-7',
	name: 'Giza Shop 3',
	phone: '6281234567890',
	status: 'connected',
	providerStatus: null,
	createdAt: null,
	...change,
});

const finds = (text: string, change?: Partial<Instance>) =>
	createInstanceFilter(text)(instance(change));

describe('finds an instance by what its entry shows', () => {
	it.each([
		['nothing', ''],
		['blanks', ' \u00a0'],
		['a part of the name', 'iza'],
		['a part of the name in other case', 'GIZA s'],
		['a part of the name with another blank', 'Giza\u00a0Shop'],
		['a single digit of the name', '3'],
		['the phone', '6281234567890'],
		['the phone as it is shown', '+6281234567890'],
		['the phone with blanks and dashes', '+62 812-3456-7890'],
		['the phone as dialled from abroad', '0062 812 3456'],
		['the phone as dialled from North America', '011 62 812 3456'],
		['the phone as dialled at home', '0812-3456-7890'],
		['the start of it as dialled at home', '0812'],
		['the phone with a zero left in', '+62 (0)812 3456 7890'],
		['the end of the phone', '567890'],
		['the middle of the phone', '3456'],
		['the phone in Arabic digits', '٠٨١٢'],
		['the status', 'connected'],
		['the start of the status', 'conn'],
		['phone and status as shown', '(+6281234567890, connected)'],
		['the start of them', '(+62'],
		['the end of them', ', connected)'],
		['the whole entry', 'Giza Shop 3 (+6281234567890, connected)'],
		['the end of the name and what follows', 'Shop 3 (+62'],
		['name and status', 'giza connected'],
		['name and phone', 'Giza +62 812 3456 7890'],
		['name and the phone as dialled at home', 'giza 0812'],
		['all in another order', 'connected, 0812 3456, shop'],
	])('%s', (_what, text) => {
		expect(finds(text)).toBe(true);
	});

	it.each([
		['another name', 'Cairo'],
		['another status', 'disconnected'],
		['the end of a word of the status', 'nected'],
		['another phone', '0813'],
		['digits of the phone after a word', 'Shop 2'],
		['the status of another', 'giza failed'],
		['a phone that only starts alike', '+62 812 3456 7891'],
		['the ID, which is not shown', 'id-7'],
	])('but not by %s', (_what, text) => {
		expect(finds(text)).toBe(false);
	});

	it.each<[string, string, string]>([
		['Brazil, with the 9', '554789211984', '+55 47 98921-1984'],
		['Brazil, a part with the 9', '554789211984', '98921'],
		['Brazil, without the 9', '5547989211984', '47 8921-1984'],
		['Mexico', '525512345678', '+52 1 55 1234'],
		['Argentina', '5491144445555', '+54 11 4444'],
		['Argentina at home', '5491144445555', '011 15 4444-5555'],
		["Côte d'Ivoire", '22507080910', '0707080910'],
		['Russia at home', '79123456789', '8 912 345-67-89'],
		['Russia at home, the start', '79123456789', '8 912'],
		['Hungary at home, the start', '36201234567', '06 20'],
		['Italy', '390669820000', '06 6982'],
		['a number that is stored with a zero', '62081234567890', '+62 812'],
	])('finds a phone by its other spelling: %s', (_where, phone, text) => {
		expect(finds(text, { phone, name: 'X' })).toBe(true);
	});

	it('does not take a number of one country for one of another', () => {
		expect(finds('06 20', { phone: '49201234567', name: 'X' })).toBe(false);
		expect(finds('8 912', { phone: '49912345678', name: 'X' })).toBe(false);
	});

	it('tells connected from disconnected, and finds every status by its words', () => {
		expect(finds('connected', { status: 'disconnected' })).toBe(false);
		expect(finds('disconnected', { status: 'disconnected' })).toBe(true);
		expect(finds('scan', { status: 'awaitingScan' })).toBe(true);
		expect(finds('awaiting scan)', { status: 'awaitingScan' })).toBe(true);
		expect(finds('unknown', { status: 'unknown' })).toBe(true);
	});

	it('does not take a letter after a name for a status', () => {
		expect(finds('giza c')).toBe(false);
	});

	it('finds one without name by its ID, which is shown then, and one without phone', () => {
		const bare = { name: null, phone: null };
		expect(describeInstance(instance(bare))).toBe('id-7 (connected)');
		expect(finds('id-7', bare)).toBe(true);
		expect(finds('id-7 (conn', bare)).toBe(true);
		expect(finds('62', bare)).toBe(false);
	});
});
