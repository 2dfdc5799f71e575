import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';

const bench = useBench();
const PERSON = { name: 'Shop', phone: '+628123456789' };

const restartable = sides.filter(({ capabilities }) => capabilities.restart);

describe.each(restartable)(
	'one that does not run at $provider',
	({ provider, routes, ...side }) => {
		const { route = '' } = side.operations.find(({ operation }) => operation === 'restart') ?? {};
		const { disconnected, failed } = side.words;
		const restarts = () => bench().sandbox.requestsTo(route);
		const codes = () => bench().sandbox.requestsTo(routes.qrCode);

		test.each([disconnected, failed])(
			'%s: Create restarts it and returns a code',
			async (status) => {
				const { instanceId } = bench().sandbox.seedInstance(provider, { ...PERSON, status });
				const run = await bench().run({ provider, operation: 'create', ...PERSON });

				expect(run.json()).toMatchObject({ instanceId, created: false, status: 'awaitingScan' });
				const [instance] = bench().sandbox.instances(provider);
				expect(readQrCode(await run.png())).toBe(instance?.pairingText);
				expect(restarts()).toHaveLength(1);
				expect(codes()).toHaveLength(1);
			},
		);

		test.each([disconnected, failed])('%s: so does Get QR Code', async (status) => {
			const { instanceId } = bench().sandbox.seedInstance(provider, { ...PERSON, status });
			const getQrCode = {
				provider,
				operation: 'getQrCode',
				instanceId: { __rl: true, mode: 'id', value: instanceId },
			};
			const run = await bench().run(getQrCode, { input: inputItems({}, {}) });

			expect(run.items.map(({ json }) => json.status)).toEqual(['awaitingScan', 'awaitingScan']);
			expect(restarts()).toHaveLength(1);
		});

		test('one that connects by itself after the restart needs no code', async () => {
			const { instanceId } = bench().sandbox.seedInstance(provider, PERSON);
			bench().sandbox.scan(instanceId);
			bench().sandbox.drop(instanceId);
			const run = await bench().run({ provider, operation: 'create', ...PERSON });

			expect(run.json()).toMatchObject({ instanceId, connected: true, qrCode: null });
			expect(restarts()).toHaveLength(1);
			expect(codes()).toHaveLength(0);
		});

		test('a restart that is refused is not the end of the item', async () => {
			const { instanceId } = bench().sandbox.seedInstance(provider, {
				...PERSON,
				status: disconnected,
			});
			bench().sandbox.addFault({
				route,
				action: { kind: 'status', status: 500, body: { message: 'No capacity' } },
			});
			const run = await bench().run({ provider, operation: 'create', ...PERSON });

			expect(run.json()).toMatchObject({ instanceId, created: false, qrCode: null });
			expect(run.json().qrCodeHint).toMatch(/has stopped, and it could not be restarted: /);
			expect(restarts()).toHaveLength(1);
		});

		test('a value that is neither on nor off is refused before any request', async () => {
			const options = { restartIfNeeded: 'maybe' };
			const run = await bench().run({ provider, operation: 'create', ...PERSON, options });

			expect(run.error.message).toContain("'Restart If Needed' is neither true nor false");
			expect(bench().sandbox.requests).toHaveLength(0);
		});
	},
);
