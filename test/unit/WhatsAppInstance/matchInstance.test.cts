import { unknownInstance, type Instance } from '../../../nodes/domain/instance.ts';
import type { NamePolicy, Provider } from '../../../nodes/providers/Provider.ts';
import { findExisting } from '../../../nodes/WhatsAppInstance/run/matchInstance.ts';

const NAME = 'Loja';
const PHONE = '5547989211984';
const OLD_SPELLING = '554789211984';
const OTHER_PHONE = '628123456789';

function providerWith(names: NamePolicy): Provider {
	return { endpoint: { title: 'Acme' }, create: { names } } as unknown as Provider;
}

function find(
	rows: Array<Partial<Instance>>,
	phone: string | null,
	names: NamePolicy = 'repeatable',
) {
	const listed = rows.map((row, index) => ({
		instance: { ...unknownInstance(String(index)), name: NAME, ...row },
		raw: {},
	}));
	return findExisting(providerWith(names), listed, { name: NAME, phone })?.instance.instanceId;
}

describe.each(['unique', 'repeatable', 'identity'] as const)('where names are %s', (names) => {
	test.each<[string, Partial<Instance>]>([
		['the same name and phone', { phone: PHONE }],
		['the other spelling of the phone', { phone: OLD_SPELLING }],
		['a name that only looks different', { name: ' loja', phone: PHONE }],
		['a phone that the provider does not report', { phone: null }],
		[
			'the phone it was created for, with another one connected',
			{ phone: OTHER_PHONE, assignedPhone: PHONE },
		],
	])('%s is the same instance', (_case, row) => {
		expect(find([row], PHONE, names)).toBe('0');
	});

	test('another name is another instance', () => {
		expect(
			find(
				[
					{ name: 'Lojá', phone: PHONE },
					{ name: null, phone: PHONE },
				],
				PHONE,
				names,
			),
		).toBeUndefined();
	});

	test('without a phone, the name alone decides', () => {
		expect(find([{ phone: OTHER_PHONE }], null, names)).toBe('0');
	});

	test('without a phone, the exact name comes before one that looks the same', () => {
		expect(find([{ name: 'LOJA', phone: PHONE }, { phone: OTHER_PHONE }], null, names)).toBe('1');
	});

	test('of instances whose phone is not reported, the exact name is meant', () => {
		expect(find([{ name: 'LOJA' }, {}], PHONE, names)).toBe('1');
	});

	test.each<[string, Array<Partial<Instance>>, string | null]>([
		['both spellings of the phone', [{ phone: PHONE }, { phone: OLD_SPELLING }], PHONE],
		['two names that look the same', [{ phone: PHONE }, { name: 'LOJA', phone: PHONE }], PHONE],
		['no phone asked for', [{ phone: PHONE }, { phone: OTHER_PHONE }], null],
		['no phone reported', [{ phone: null }, { phone: null }], PHONE],
	])('several that match are an error that lists them: %s', (_case, rows, phone) => {
		expect(() => find(rows, phone, names)).toThrow(/^Several instances are named 'Loja': 0.*, 1/);
	});
});

test('another phone is another instance where names may repeat', () => {
	expect(find([{ phone: OTHER_PHONE }], PHONE)).toBeUndefined();
});

test.each(['unique', 'identity'] as const)(
	'another phone is a conflict where names are %s',
	(names) => {
		expect(() => find([{ phone: OTHER_PHONE }], PHONE, names)).toThrow("'Name' is taken");
		// The provider itself decides about a name that only looks the same.
		expect(find([{ name: 'LOJA', phone: OTHER_PHONE }], PHONE, names)).toBeUndefined();
	},
);
