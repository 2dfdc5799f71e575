import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { bench } from './support/bench.cts';
import { filesOfN8n, placesOf, tablesOfN8n, type Place } from './support/searchFiles.cts';
import { eventTrigger, executionsOf } from './support/triggers.cts';
import { chain, instanceNode, manualStart } from './support/workflow.cts';

// Runs after all others (see sequencer.cjs) and checks what they have left behind.
const instance = { name: 'Looked-for', phone: '+201234567897' };
let files: Place[];
let tables: Place[];

beforeAll(async () => {
	const { rest, sandbox } = bench();
	const trigger = eventTrigger('wachat', { triggerOn: ['connection.update'] });
	const triggered = await rest.createWorkflow(chain(trigger));
	await rest.activate(triggered);
	for (const provider of PROVIDER_NAMES) {
		const create = instanceNode('Create', provider, 'create', bench(), instance);
		const workflow = await rest.createWorkflow(chain(manualStart(), create));
		expect(await rest.runToEnd(workflow, 'Start')).toMatchObject({ status: 'success' });
		// Hypersender returns the access token of an instance once it is connected.
		for (const { instanceId } of sandbox.instances(provider)) sandbox.scan(instanceId);
		expect(await rest.runToEnd(workflow, 'Start')).toMatchObject({ status: 'success' });
	}
	await executionsOf(triggered, 1);
	await rest.deactivate(triggered);

	await bench().rememberSecrets();
	files = filesOfN8n();
	tables = await tablesOfN8n();
});

test('the search finds what is there', () => {
	expect(placesOf(instance.name, tables)).toContain('execution_data');
	expect(placesOf(instance.name, files)).toContain('.n8n/database.sqlite-wal');
	expect(placesOf('Start executing node "Create"', files)).toEqual(['main.log']);

	const places = ['x', 'xy', 'xyz'].map((before) => ({
		name: before,
		bytes: Buffer.from(Buffer.from(`${before}a|secret!`).toString('base64')),
	}));
	expect(placesOf('a|secret', places)).toEqual(['x', 'xy', 'xyz']);
	expect(placesOf('a|secret', [{ name: 'url', bytes: Buffer.from('?key=a%7Csecret') }])).toEqual([
		'url',
	]);
	expect(placesOf('a|secret', [{ name: 'other', bytes: Buffer.from('a|secre') }])).toEqual([]);
});

test('no key, no access token and no webhook secret of an account is in any file of n8n', () => {
	const { secrets } = bench();
	expect(secrets.size).toBeGreaterThanOrEqual(4);
	for (const secret of secrets) {
		expect(placesOf(secret, [...files, ...tables])).toEqual([]);
	}
});

test('the secret of a registered webhook is neither in executions nor in the log', () => {
	const { webhookSecrets } = bench();
	expect(webhookSecrets.size).toBeGreaterThan(0);
	for (const secret of webhookSecrets) {
		expect(placesOf(secret, tables)).toEqual([]);
		expect(placesOf(secret, files).filter((name) => !name.includes('database'))).toEqual([]);
	}
});
