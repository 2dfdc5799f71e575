import type { Fault } from '../sandbox/index.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();

const CREATE = 'POST /instance/create';
const LIST = 'GET /instance/list';
const parameters = {
	provider: 'wachat',
	operation: 'create',
	name: '={{ $json.name }}',
	phone: '={{ $json.phone }}',
};
const people = [
	{ name: 'Shop One', phone: '+628120000001' },
	{ name: 'Shop Two', phone: '+628120000002' },
] as const;
const [one, two] = people;
const twice = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

/** Makes the first create request of each named instance go wrong, in whatever order they arrive. */
function spoilCreates(faults: Record<string, Fault>): void {
	const left = new Map(Object.entries(faults));
	bench().sandbox.disturb((request) => {
		const { instanceName = '' } = (request.body ?? {}) as { instanceName?: string };
		const fault = left.get(instanceName) ?? null;
		left.delete(instanceName);
		return fault;
	});
}

/** Makes every create request of this instance fail without creating it. */
function refuseCreateOf(name: string): void {
	bench().sandbox.disturb(({ body }) =>
		JSON.stringify(body).includes(name)
			? { action: { kind: 'status', status: 403, body: { message: 'Limit reached' } } }
			: null,
	);
}

test('an error that ends the node names the instances of other items that are in doubt', async () => {
	// The first is refused; of the second, the answer gets lost, and nobody can look it up.
	spoilCreates({
		[one.name]: { action: { kind: 'status', status: 403, body: { message: 'Limit reached' } } },
		[two.name]: { phase: 'after', action: { kind: 'reset' } },
	});
	bench().sandbox.addFault({ route: LIST, action: { kind: 'delay', milliseconds: 1 } });
	bench().sandbox.addFault({ route: LIST, times: 2, action: { kind: 'reset' } });
	const input = inputItems(one, two);
	const run = await bench().run(parameters, { input });

	expect(run.error.message).toMatch(/does not allow this.*\[Item 0\]$/);
	expect(bench().sandbox.instances()).toHaveLength(1);
	expect(run.error.description).toContain(`whether '${two.name}' was created`);
});

test('a 408 says nothing sure: the instance is looked up, not created again', async () => {
	spoilCreates({
		[one.name]: { phase: 'after', action: { kind: 'status', status: 408, body: {} } },
	});
	const run = await bench().run(parameters, { input: inputItems(one) });

	expect(bench().sandbox.requestsTo(CREATE)).toHaveLength(1);
	expect(run.json()).toMatchObject({ name: one.name, created: true });
});

describe('with Retry On Fail', () => {
	test('a create that may have been carried out is not sent again, but looked up', async () => {
		spoilCreates({ [one.name]: { action: { kind: 'delay', milliseconds: 8000 } } });
		const run = await bench().run(
			{ ...parameters, options: { requestTimeout: 5 } },
			{ input: inputItems(one), settings: twice },
		);

		expect(bench().sandbox.requestsTo(CREATE)).toHaveLength(1);
		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(run.json()).toMatchObject({ name: one.name });
	});

	test('the error of the last try names what an earlier one has created', async () => {
		// The list of the second try fails, so that nothing but the first one knows.
		bench().sandbox.addFault({ route: LIST, action: { kind: 'delay', milliseconds: 1 } });
		bench().sandbox.addFault({ route: LIST, times: Infinity, action: { kind: 'reset' } });
		refuseCreateOf(two.name);
		const run = await bench().run(parameters, { input: inputItems(one, two), settings: twice });

		const [instance] = bench().sandbox.instances();
		expect(run.error.description).toContain(String(instance?.instanceId));
	});

	test('an item of the last try gives the instance an earlier one has created', async () => {
		bench().sandbox.addFault({ route: LIST, action: { kind: 'delay', milliseconds: 1 } });
		bench().sandbox.addFault({ route: LIST, times: Infinity, action: { kind: 'reset' } });
		// Names of their own, because the tests before have created the others a moment ago.
		const [three, four] = people.map(({ name, phone }) => ({ name: `${name} Again`, phone }));
		refuseCreateOf(four?.name ?? '');
		const run = await bench().run(parameters, {
			input: inputItems(four ?? {}, three ?? {}),
			settings: { ...twice, onError: 'continueRegularOutput' },
		});

		const [instance] = bench().sandbox.instances();
		expect(run.json(1)).toMatchObject({ instanceId: instance?.instanceId });
	});
});

test('two equal items: the second looks for what the first may have made', async () => {
	spoilCreates({ [one.name]: { action: { kind: 'reset' } } });
	const run = await bench().run(parameters, {
		input: inputItems(one, one),
		settings: { onError: 'continueRegularOutput' },
	});

	expect(bench().sandbox.requestsTo(CREATE)).toHaveLength(1);
	expect(run.json(0).error).toContain(`lists no instance '${one.name}'`);
	expect(run.json(1).error).toContain(`lists no instance '${one.name}'`);
});

describe('the same name with another phone', () => {
	const namesake = { name: one.name, phone: '+628120000003' };

	test('is another instance, which a doubt about the first does not keep from being created', async () => {
		spoilCreates({ [one.name]: { action: { kind: 'reset' } } });
		const run = await bench().run(parameters, {
			input: inputItems(one, namesake),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.json(0).error).toContain(`lists no instance '${one.name}'`);
		expect(run.json(1)).toMatchObject({ created: true, phone: namesake.phone });
	});

	test('does not end the doubt: the first is not created again', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', namesake);
		spoilCreates({ [one.name]: { phase: 'after', action: { kind: 'reset' } } });
		// What has just been created appears late.
		bench().sandbox.addFault({
			route: LIST,
			times: Infinity,
			action: { kind: 'alter', alter: (body) => keepOnly(instanceId, body) },
		});
		const run = await bench().run(parameters, {
			input: inputItems(one, namesake),
			settings: twice,
		});

		expect(bench().sandbox.requestsTo(CREATE)).toHaveLength(1);
		expect(run.error.description).toContain(`whether '${one.name}' was created`);
	});
});

/** Wachat's list without all instances but one. */
function keepOnly(instanceId: string, body: Buffer): Buffer {
	const list = JSON.parse(body.toString()) as { instances: Array<{ apiInstanceName: string }> };
	const instances = list.instances.filter((row) => row.apiInstanceName === instanceId);
	return Buffer.from(JSON.stringify({ ...list, count: instances.length, instances }));
}
