import type { Listed, Provider } from '../../../nodes/providers/Provider.ts';
import { unknownInstance } from '../../../nodes/domain/instance.ts';
import { InstanceDirectory } from '../../../nodes/WhatsAppInstance/run/AccountInstances.ts';
import { fakeSend } from '../support/fakeSend.cts';

const { send } = fakeSend();
const listed = (instanceId: string): Listed => ({
	instance: unknownInstance(instanceId),
	answer: {},
});

/** A directory of an account with the given instances. */
function directoryOf(rows: Listed[], created: Listed[] = []) {
	const getMany = jest.fn(() => Promise.resolve(rows));
	return { directory: new InstanceDirectory({ getMany } as unknown as Provider, created), getMany };
}

it('holds what the provider lists and what the run has created, each once', async () => {
	const [cairo, giza] = [listed('cairo'), listed('giza')];
	const { directory, getMany } = directoryOf([cairo], [listed('cairo'), giza]);
	expect(await directory.all(send)).toEqual([cairo, giza]);
	expect(await directory.find(send, 'cairo')).toBe(cairo);
	expect(await directory.find(send, 'giza')).toBe(giza);
	expect(await directory.find(send, 'luxor')).toBeUndefined();
	expect(getMany).toHaveBeenCalledTimes(1);
});

it('takes in what the run creates between two questions', async () => {
	const created: Listed[] = [];
	const { directory } = directoryOf([listed('cairo')], created);
	expect(await directory.find(send, 'giza')).toBeUndefined();
	expect(await directory.all(send)).toHaveLength(1);
	created.push(listed('giza'));
	expect((await directory.all(send)).map(({ instance }) => instance.instanceId)).toEqual([
		'cairo',
		'giza',
	]);
	expect(await directory.find(send, 'giza')).toBe(created[0]);
	expect(await directory.all(send)).toHaveLength(2);
});

it('finds what is new after it has forgotten', async () => {
	const { directory, getMany } = directoryOf([listed('cairo')]);
	expect(await directory.find(send, 'giza')).toBeUndefined();
	getMany.mockResolvedValue([listed('giza')]);
	expect(await directory.find(send, 'giza')).toBeUndefined();
	directory.forget();
	expect(await directory.find(send, 'giza')).toBeDefined();
});

it('goes over the list once, however many items look for an instance', async () => {
	let looks = 0;
	const rows = Array.from({ length: 100 }, (_, index) => ({
		answer: {},
		get instance() {
			looks += 1;
			return unknownInstance(String(index));
		},
	}));
	const { directory } = directoryOf(rows);
	for (let item = 0; item < 100; item += 1) {
		await directory.find(send, 'nobody');
		await directory.all(send);
	}
	expect(looks).toBe(100);
});
