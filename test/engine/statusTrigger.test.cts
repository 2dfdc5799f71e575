import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { limitOf, sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { credentialsFor } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { until } from '../support/until.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();

const ALL_EVENTS = [
	'anyStatusChange',
	'connected',
	'disconnected',
	'failed',
	'instanceAdded',
	'instanceRemoved',
	'qrCodeNeeded',
];

describe.each(sides)('the status trigger at $provider', ({ provider, words, list, ...side }) => {
	const { list: listRoute, qrCode: qrRoute } = side.routes;
	const { type } = side.credential;
	/** What n8n stores between polls; a test that goes on with a copy of it is a restart. */
	let staticData: IDataObject = {};
	beforeEach(() => {
		staticData = {};
	});

	const triggerNode = (parameters: INodeParameters = {}): INode => ({
		id: 'a1b2c3d4-0000-4000-8000-000000000002',
		name: 'WhatsApp Instance Trigger',
		type: 'n8n-nodes-whatsapp-instance.whatsAppInstanceTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { provider, triggerOn: ALL_EVENTS, ...parameters },
		credentials: { [type]: { id: 'credential', name: 'Sandbox' } },
	});
	const poll = async (parameters?: INodeParameters, mode: 'trigger' | 'manual' = 'trigger') =>
		await bench().engine.poll(
			triggerNode(parameters),
			credentialsFor(bench().sandbox),
			staticData,
			mode,
		);
	const told = (items: INodeExecutionData[] | null) =>
		(items ?? []).map(({ json }) => [json.event, json.name, json.previousStatus, json.status]);
	let count = 0;
	const seed = (name: string) =>
		bench().sandbox.seedInstance(provider, {
			name,
			phone: `+62812${String(++count).padStart(7, '0')}`,
		}).instanceId;

	test('the first poll remembers what there is and tells nothing', async () => {
		seed('Cairo');

		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	test('a name that reads like a token is told as it is', async () => {
		await poll();
		seed('Polar Bearer Club');

		expect(told(await poll())[0]?.[1]).toBe('Polar Bearer Club');
	});

	test('a name that holds the key is kept without it, and told so when its instance is gone', async () => {
		const { apiKey } = bench().sandbox.accounts[provider];
		const instanceId = seed(`Shop ${apiKey}`);
		await poll();
		expect(JSON.stringify(staticData)).toContain('"name":"Shop [hidden]"');
		expect(JSON.stringify(staticData)).not.toContain(`Shop ${apiKey}`);

		bench().sandbox.scan(instanceId);
		expect(told(await poll())[0]?.slice(0, 2)).toEqual(['connected', 'Shop [hidden]']);
		bench().sandbox.remove(instanceId);
		await poll();
		expect(told(await poll())[0]?.slice(0, 2)).toEqual(['instanceRemoved', 'Shop [hidden]']);
	});

	test('a script of changes is told exactly, each once', async () => {
		const [cairo, giza] = [seed('Cairo'), seed('Giza')];
		await poll();

		bench().sandbox.scan(cairo);
		expect(told(await poll())).toEqual([['connected', 'Cairo', 'awaitingScan', 'connected']]);
		expect(await poll()).toBeNull();

		bench().sandbox.drop(cairo);
		bench().sandbox.fail(giza);
		expect(told(await poll())).toEqual([
			['anyStatusChange', 'Cairo', 'connected', 'disconnected'],
			['failed', 'Giza', 'awaitingScan', 'failed'],
		]);
		expect(told(await poll())).toEqual([['disconnected', 'Cairo', 'connected', 'disconnected']]);

		bench().sandbox.setStatus(cairo, words.awaitingScan);
		expect(told(await poll())).toEqual([['qrCodeNeeded', 'Cairo', 'disconnected', 'awaitingScan']]);

		bench().sandbox.setStatus(cairo, 'SOMETHING_NEW');
		expect(told(await poll())).toEqual([['anyStatusChange', 'Cairo', 'awaitingScan', 'unknown']]);

		seed('Luxor');
		bench().sandbox.remove(giza);
		expect(told(await poll())).toEqual([['instanceAdded', 'Luxor', null, 'awaitingScan']]);
		expect(told(await poll())).toEqual([['instanceRemoved', 'Giza', 'failed', 'unknown']]);
		expect(await poll()).toBeNull();
	});

	test('recovery is an event like any other', async () => {
		const id = seed('Cairo');
		bench().sandbox.fail(id);
		await poll();
		bench().sandbox.setStatus(id, words.awaitingScan);
		bench().sandbox.setStatus(id, words.connected);

		expect(told(await poll())).toEqual([['connected', 'Cairo', 'failed', 'connected']]);
	});

	test('an instance that flaps between two polls is not reported', async () => {
		const id = seed('Cairo');
		await poll();
		bench().sandbox.setStatus(id, words.disconnected);
		bench().sandbox.setStatus(id, words.awaitingScan);

		expect(await poll()).toBeNull();
	});

	test('tells only what it is set to', async () => {
		const [cairo, giza] = [seed('Cairo'), seed('Giza')];
		bench().sandbox.scan(giza);
		await poll({ triggerOn: ['disconnected'] });
		bench().sandbox.scan(cairo);
		bench().sandbox.drop(giza);
		seed('Luxor');

		expect(await poll({ triggerOn: ['disconnected'] })).toBeNull();
		expect(told(await poll({ triggerOn: ['disconnected'] }))).toEqual([
			['disconnected', 'Giza', 'connected', 'disconnected'],
		]);
		expect(await poll()).toBeNull();
	});

	describe('with what the alert is set to', () => {
		const alert = { triggerOn: ['disconnected', 'failed'] };
		const awayWords = [words.awaitingScan, words.disconnected, 'SOMETHING_NEW'];

		test.each(awayWords)('one that was connected and stays %s is told once', async (word) => {
			const id = seed('Cairo');
			bench().sandbox.scan(id);
			await poll(alert);
			bench().sandbox.setStatus(id, word);

			const looks = [await poll(alert), await poll(alert), await poll(alert)];
			expect(looks.map((items) => told(items).map(([event]) => event))).toEqual([
				[],
				['disconnected'],
				[],
			]);
			expect(looks[1]?.[0]?.json).toMatchObject({ previousStatus: 'connected', connected: false });
		});

		test.each(awayWords)('a connection that is %s once after a scan is no alarm', async (word) => {
			const id = seed('Cairo');
			await poll(alert);
			bench().sandbox.scan(id);
			expect(await poll(alert)).toBeNull();
			bench().sandbox.setStatus(id, word);
			expect(await poll(alert)).toBeNull();
			bench().sandbox.setStatus(id, words.connected);

			expect(await poll(alert)).toBeNull();
			expect(await poll(alert)).toBeNull();
		});

		test('one that nobody ever connected is no alarm', async () => {
			const id = seed('Cairo');
			await poll(alert);
			bench().sandbox.setStatus(id, words.disconnected);

			expect(await poll(alert)).toBeNull();
			expect(await poll(alert)).toBeNull();
		});

		test('one that failed is told at once, and once', async () => {
			const id = seed('Cairo');
			bench().sandbox.scan(id);
			await poll(alert);
			bench().sandbox.fail(id);

			expect(told(await poll(alert))).toEqual([['failed', 'Cairo', 'connected', 'failed']]);
			expect(await poll(alert)).toBeNull();
		});

		test('a restart of n8n between the two looks loses nothing and doubles nothing', async () => {
			const id = seed('Cairo');
			bench().sandbox.scan(id);
			await poll(alert);
			// n8n stores the state after the activation, and whenever something is reported.
			const stored = JSON.stringify(staticData);
			bench().sandbox.drop(id);
			expect(await poll(alert)).toBeNull();
			staticData = JSON.parse(stored) as IDataObject;

			expect(await poll(alert)).toBeNull();
			expect(told(await poll(alert))).toEqual([
				['disconnected', 'Cairo', 'connected', 'disconnected'],
			]);
			staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
			expect(await poll(alert)).toBeNull();
			expect(await poll(alert)).toBeNull();
		});
	});

	test('an empty list for once is told neither as removed nor as added', async () => {
		seed('Cairo');
		seed('Giza');
		await poll();
		bench().sandbox.addFault({ action: { kind: 'status', status: 200, body: list([]) } });

		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	test('a new instance that waits for a scan needs a QR code, too', async () => {
		await poll();
		seed('Cairo');

		expect(told(await poll({ triggerOn: ['qrCodeNeeded'] }))).toEqual([
			['qrCodeNeeded', 'Cairo', null, 'awaitingScan'],
		]);
	});

	test('watches the chosen instances only', async () => {
		const [cairo, giza] = [seed('Cairo'), seed('Giza')];
		const chosen = { instances: 'chosen', instanceIds: [giza] };
		await poll(chosen);
		bench().sandbox.scan(cairo);
		bench().sandbox.scan(giza);

		expect(told(await poll(chosen))).toEqual([['connected', 'Giza', 'awaitingScan', 'connected']]);
	});

	test('gives the shared shape, with the time of the look', async () => {
		const id = seed('Cairo');
		await poll();
		bench().sandbox.scan(id);
		const [item] = (await poll()) ?? [];

		expect(item?.json).toMatchObject({
			provider,
			instanceId: id,
			name: 'Cairo',
			phone: expect.stringMatching(/^\+62812/) as string,
			connected: true,
			changedAt: new Date(virtualClock.now()).toISOString(),
		});
		expect(JSON.stringify(item)).not.toMatch(/\d+\|\w{20}/);
	});

	test('asks once a poll, however many instances there are', async () => {
		for (let index = 0; index < 40; index++) seed(`Shop ${index}`);
		await poll();
		await poll();

		expect(bench().requestCounts()).toEqual({ [listRoute]: 2 });
	});

	test('a change during an outage is told once, at the next good poll', async () => {
		const id = seed('Cairo');
		bench().sandbox.scan(id);
		await poll();
		const before = JSON.stringify(staticData);
		for (const status of [500, 401, 429]) {
			bench().sandbox.addFault({ action: { kind: 'status', status, body: {} } });
			await expect(poll()).rejects.toThrow(/Hypersender|Wachat/);
		}
		bench().sandbox.addFault({ action: { kind: 'reset' } });
		await expect(poll()).rejects.toThrow('was lost');
		bench().sandbox.drop(id);

		expect(JSON.stringify(staticData)).toBe(before);
		expect(told(await poll())).toEqual([['anyStatusChange', 'Cairo', 'connected', 'disconnected']]);
		bench().sandbox.addFault({ action: { kind: 'status', status: 500, body: {} } });
		await expect(poll()).rejects.toThrow('HTTP 500');
		expect(told(await poll())).toEqual([['disconnected', 'Cairo', 'connected', 'disconnected']]);
		expect(await poll()).toBeNull();
	});

	test('each activation starts anew, and what happened while it was off is not told', async () => {
		const id = seed('Cairo');
		const activate = () =>
			bench().engine.activatePoll(triggerNode(), credentialsFor(bench().sandbox), staticData);
		const first = activate();
		expect(await first()).toBeNull();
		bench().sandbox.scan(id);
		expect(told(await first())).toEqual([['connected', 'Cairo', 'awaitingScan', 'connected']]);

		bench().sandbox.drop(id);
		const second = activate();
		expect(await second()).toBeNull();
		bench().sandbox.fail(id);
		expect(told(await second())).toEqual([['failed', 'Cairo', 'disconnected', 'failed']]);
	});

	test('an activation whose first poll failed still starts anew', async () => {
		const id = seed('Cairo');
		await poll();
		bench().sandbox.drop(id);
		const again = bench().engine.activatePoll(
			triggerNode(),
			credentialsFor(bench().sandbox),
			staticData,
		);
		bench().sandbox.addFault({ action: { kind: 'status', status: 500, body: {} } });
		await expect(again()).rejects.toThrow('HTTP 500');

		expect(await again()).toBeNull();
	});

	test('goes on after a restart with what was stored', async () => {
		const id = seed('Cairo');
		await poll();
		staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		bench().sandbox.scan(id);

		expect(told(await poll())).toEqual([['connected', 'Cairo', 'awaitingScan', 'connected']]);
	});

	test('what it stores is bounded by the instances there are, and holds no secret', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => seed(`Shop ${index}`));
		await poll();
		const full = JSON.stringify(staticData);
		expect(full).not.toContain(bench().sandbox.accounts[provider].apiKey);
		expect(full).not.toMatch(/\d+\|\w{20}/);
		for (const id of ids.slice(1)) bench().sandbox.remove(id);
		await poll();
		await poll();

		expect(JSON.stringify(staticData).length).toBeLessThan(full.length / 5);
	});

	test.each([
		['nothing', null],
		['a text', 'abc'],
		['an entry of nothing', { gone: null }],
		['an entry of another version', { gone: { state: 'open' } }],
	])('state damaged to %s starts anew instead of failing for ever', async (_case, instances) => {
		const id = seed('Cairo');
		await poll();
		const [stored] = Object.values(staticData) as IDataObject[];
		Object.assign(stored ?? {}, { instances, qrCodeAskedAt: 1e18 });

		expect(await poll()).toBeNull();
		bench().sandbox.scan(id);
		expect(told(await poll())).toEqual([['connected', 'Cairo', 'awaitingScan', 'connected']]);
	});

	test('a doubled row in the list is one instance, not a change at every poll', async () => {
		const row = { id: side.unknownId, name: 'A' };
		const { connected, disconnected } = words;
		const body = list([connected, disconnected].map((status) => ({ ...row, status })));
		bench().sandbox.addFault({
			route: listRoute,
			times: Infinity,
			action: { kind: 'status', status: 200, body },
		});
		await poll();

		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	test('polls that overlap, because codes take their time, tell a change once', async () => {
		const slow = { options: { attachQrCode: true } };
		await poll(slow);
		seed('Cairo');
		bench().sandbox.addFault({ route: qrRoute, action: { kind: 'delay', milliseconds: 5000 } });
		const node = triggerNode(slow);
		const credentials = credentialsFor(bench().sandbox);
		const first = bench().engine.poll(node, credentials, staticData);
		await until(() => bench().sandbox.requestsTo(qrRoute).length > 0);
		const second = await bench().engine.poll(node, credentials, staticData);
		const both = [await first, second];

		expect(both.flatMap((items) => items ?? [])).toHaveLength(1);
	});

	test('a row without an ID is a failed poll, not a removed instance', async () => {
		seed('Cairo');
		seed('Giza');
		await poll();
		const body = list([{ id: side.unknownId }, { name: 'no ID' }]);
		bench().sandbox.addFault({ action: { kind: 'status', status: 200, body } });

		await expect(poll()).rejects.toMatchObject({
			description: expect.stringContaining('is missing in row 2') as string,
		});
		expect(await poll()).toBeNull();
	});

	test('half a list is a failed poll, not removed instances', async () => {
		seed('Cairo');
		seed('Giza');
		await poll();
		const body = side.incompleteList?.({ id: side.unknownId });
		if (body === undefined) return;
		bench().sandbox.addFault({ action: { kind: 'status', status: 200, body } });

		await expect(poll()).rejects.toThrow('sent an incomplete list');
		expect(await poll()).toBeNull();
	});

	test('a row without a status for once is no change', async () => {
		const id = seed('Cairo');
		await poll();
		const body = list([{ id, name: 'Cairo' }]);
		bench().sandbox.addFault({ action: { kind: 'status', status: 200, body } });

		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	test('a new key for the same account changes nothing, one for another starts anew', async () => {
		const id = seed('Cairo');
		await poll();
		const [stored] = Object.values(staticData) as IDataObject[];
		Object.assign(stored ?? {}, { accessFingerprint: 'of another key' });
		bench().sandbox.scan(id);
		expect(told(await poll())).toEqual([['connected', 'Cairo', 'awaitingScan', 'connected']]);

		Object.assign(stored ?? {}, { accessFingerprint: 'of another key' });
		bench().sandbox.remove(id);
		seed('Giza');
		expect(await poll()).toBeNull();
	});

	test('another account starts anew instead of reporting everything as added', async () => {
		seed('Cairo');
		await poll();
		const node = triggerNode();
		node.credentials = { [type]: { id: 'another', name: 'Another' } };
		bench().sandbox.remove(bench().sandbox.instances()[0]?.instanceId ?? '');
		seed('Giza');

		const items = await bench().engine.poll(node, credentialsFor(bench().sandbox), staticData);
		expect(items).toBeNull();
	});

	describe('with Attach QR Code', () => {
		const options = { options: { attachQrCode: true } };

		test('QR Code Needed brings a fresh PNG', async () => {
			await poll(options);
			seed('Cairo');
			const [item] = (await poll(options)) ?? [];

			expect(item?.json).toMatchObject({ qrCode: { fileName: 'Cairo-qr-code.png' } });
			expect(readQrCode(await bench().engine.file(item))).toBe(
				bench().sandbox.instances()[0]?.pairingText,
			);
		});

		test('no code is asked for while a phone may connect again by itself', async () => {
			const id = seed('Cairo');
			bench().sandbox.scan(id);
			await poll(options);
			bench().sandbox.setStatus(id, words.awaitingScan);
			const [first] = (await poll(options)) ?? [];
			expect(first?.json).toMatchObject({
				event: 'anyStatusChange',
				qrCode: null,
				qrCodeHint: expect.stringContaining('may reconnect by itself') as string,
			});
			expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(0);

			const [second] = (await poll(options)) ?? [];
			expect(second?.json).toMatchObject({
				event: 'disconnected',
				qrCode: expect.anything() as unknown,
			});
			expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(1);
		});

		test('a name that holds the key is told without it, in the file name, too', async () => {
			const { apiKey } = bench().sandbox.accounts[provider];
			await poll(options);
			seed(`Shop ${apiKey}`);
			const items = (await poll(options)) ?? [];

			expect(items[0]?.json).toMatchObject({
				name: 'Shop [hidden]',
				qrCode: { fileName: 'Shop-hidden-qr-code.png' },
			});
			expect(items[0]?.binary?.data?.fileName).toBe('Shop-hidden-qr-code.png');
			expect(JSON.stringify(items)).not.toContain(apiKey);
		});

		test('beyond the limit the item says when the next code is possible', async () => {
			await poll(options);
			seed('Cairo');
			seed('Giza');
			const items = (await poll(options)) ?? [];

			expect(items).toHaveLength(2);
			if (limitOf(side, qrRoute) === undefined) {
				expect(items[1]?.binary?.data).toBeDefined();
				return;
			}
			expect(items[1]?.json).toMatchObject({
				qrCode: null,
				qrCodeHint: expect.stringContaining(
					new Date(virtualClock.now() + 60_000).toISOString(),
				) as string,
			});
			expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(1);
		});

		test('slow codes hold the event up for a bounded time', async () => {
			await poll(options);
			for (let index = 0; index < 6; index++) seed(`Shop ${index}`);
			bench().sandbox.addFault({
				route: qrRoute,
				times: Infinity,
				action: { kind: 'delay', milliseconds: 25_000 },
			});
			const before = virtualClock.now();
			const items = (await poll(options)) ?? [];

			expect(items).toHaveLength(6);
			expect(virtualClock.now() - before).toBeLessThanOrEqual(90_000);
			expect(items.at(-1)?.json).toMatchObject({
				qrCode: null,
				qrCodeHint: expect.stringContaining('No QR code') as string,
			});
		});

		test('a code that cannot be had does not cost the event', async () => {
			await poll(options);
			seed('Cairo');
			bench().sandbox.addFault({
				route: qrRoute,
				action: { kind: 'status', status: 500, body: {} },
			});
			const [item] = (await poll(options)) ?? [];

			expect(item?.json).toMatchObject({
				event: 'instanceAdded',
				qrCode: null,
				qrCodeHint: expect.stringContaining('HTTP 500') as string,
			});
		});
	});

	describe('a test run in the editor', () => {
		test('shows the present instances as samples and remembers nothing', async () => {
			seed('Cairo');

			expect(told(await poll({}, 'manual'))).toEqual([
				['qrCodeNeeded', 'Cairo', null, 'awaitingScan'],
			]);
			expect(staticData).toEqual({});
		});

		test('says so when there are none', async () => {
			await expect(poll({}, 'manual')).rejects.toThrow(/^There is no instance at/);
		});
	});

	test('an empty choice of events is refused', async () => {
		await expect(poll({ triggerOn: [] })).rejects.toThrow("'Trigger On' is empty");
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test('an empty choice of instances is refused', async () => {
		await expect(poll({ instances: 'chosen', instanceIds: [] })).rejects.toThrow(
			"'Instance Names or IDs' is empty",
		);
		expect(bench().sandbox.requests).toHaveLength(0);
	});
});
