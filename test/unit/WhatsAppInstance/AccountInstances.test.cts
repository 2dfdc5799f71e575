import type { InstanceRecord, Provider } from '../../../nodes/providers/Provider.ts';
import { unknownInstance } from '../../../nodes/domain/instance.ts';
import { AccountInstances } from '../../../nodes/WhatsAppInstance/run/AccountInstances.ts';
import { fakeSend } from '../support/fakeSend.cts';

const { send } = fakeSend();
const NAME = 'Shop';
/** One of several instances that have the same name. */
const listed = (instanceId: string): InstanceRecord => ({
	instance: { ...unknownInstance(instanceId), name: NAME },
	raw: {},
});

/** The instances of an account with the given instances. */
function directoryOf(rows: InstanceRecord[], created: InstanceRecord[] = []) {
	const list = jest.fn(() => Promise.resolve(rows));
	return {
		instances: new AccountInstances({ status: { list } } as unknown as Provider, created),
		list,
	};
}

it('holds what the provider lists and what the run has created, each once', async () => {
	const [cairo, giza] = [listed('cairo'), listed('giza')];
	const { instances, list } = directoryOf([cairo], [listed('cairo'), giza]);
	expect(await instances.named(send, NAME)).toEqual([cairo, giza]);
	expect(await instances.find(send, 'cairo')).toBe(cairo);
	expect(await instances.find(send, 'giza')).toBe(giza);
	expect(await instances.find(send, 'luxor')).toBeUndefined();
	expect(list).toHaveBeenCalledTimes(1);
});

it('takes in what the run creates between two questions', async () => {
	const created: InstanceRecord[] = [];
	const { instances } = directoryOf([listed('cairo')], created);
	expect(await instances.find(send, 'giza')).toBeUndefined();
	expect(await instances.named(send, NAME)).toHaveLength(1);
	created.push(listed('giza'));
	expect((await instances.named(send, NAME)).map(({ instance }) => instance.instanceId)).toEqual([
		'cairo',
		'giza',
	]);
	expect(await instances.find(send, 'giza')).toBe(created[0]);
	expect(await instances.named(send, NAME)).toHaveLength(2);
});

it('finds what is new after it has forgotten', async () => {
	const { instances, list } = directoryOf([listed('cairo')]);
	expect(await instances.find(send, 'giza')).toBeUndefined();
	list.mockResolvedValue([listed('giza')]);
	expect(await instances.find(send, 'giza')).toBeUndefined();
	instances.invalidate();
	expect(await instances.find(send, 'giza')).toBeDefined();
});

it('goes over the list once, however many items look for an instance', async () => {
	let looks = 0;
	const rows = Array.from({ length: 100 }, (_, index) => ({
		raw: {},
		get instance() {
			looks += 1;
			return unknownInstance(String(index));
		},
	}));
	const { instances } = directoryOf(rows);
	for (let item = 0; item < 100; item += 1) {
		await instances.find(send, 'nobody');
		await instances.named(send, NAME);
	}
	expect(looks).toBe(100);
});

describe('an instance that a response says is gone', () => {
	const later = async () => {
		await new Promise((resolve) => setTimeout(resolve, 5));
	};

	it('is gone when a list lacks it, however old: an ID never comes back', async () => {
		const { instances, list } = directoryOf([listed('cairo')]);
		await instances.named(send, NAME);
		await later();
		expect(await instances.isListed(send, 'giza')).toBe(false);
		expect(list).toHaveBeenCalledTimes(1);
	});

	it('is looked for in a new list when an older one has it', async () => {
		const { instances, list } = directoryOf([listed('cairo')]);
		await instances.named(send, NAME);
		await later();
		list.mockResolvedValue([]);
		expect(await instances.isListed(send, 'cairo')).toBe(false);
		expect(list).toHaveBeenCalledTimes(2);
	});

	it('needs one list where none is known', async () => {
		const { instances, list } = directoryOf([listed('cairo')]);
		expect(await instances.isListed(send, 'cairo')).toBe(true);
		expect(list).toHaveBeenCalledTimes(1);
	});
});

it('finds instances by how their names look, each once', async () => {
	const cairo = { instance: { ...unknownInstance('1'), name: 'Cairo ' }, raw: {} };
	const nameless = { instance: unknownInstance('2'), raw: {} };
	const { instances } = directoryOf([cairo, cairo, nameless]);
	expect(await instances.named(send, 'Cairo')).toEqual([cairo]);
	expect(await instances.named(send, 'Giza')).toEqual([]);
});
