import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';
import { subjectsOf, type Subject } from './subjects.cts';

const JSON_TYPE = 'application/json';
/** A little more than the node reads. */
const HUGE = JSON.stringify({ data: 'x'.repeat(8 * 1024 * 1024) });
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** Answers that no provider gives on a good day, and that must not bring the node down. */
const ANSWERS = [
	{ what: 'nothing', body: '', contentType: JSON_TYPE },
	{ what: 'null', body: 'null', contentType: JSON_TYPE },
	{ what: 'a number', body: '42', contentType: JSON_TYPE },
	{ what: 'a text', body: '"fine"', contentType: JSON_TYPE },
	{ what: 'a list of nothing', body: '[null,1,"a",[]]', contentType: JSON_TYPE },
	{
		what: 'objects in place of texts',
		body: '{"id":{},"status":[],"instance":7,"instances":{},"data":true,"qrcode":[],"qr_code":{}}',
		contentType: JSON_TYPE,
	},
	{
		what: 'names that objects have by themselves',
		body: '{"__proto__":{"id":"a"},"constructor":"b","toString":1}',
		contentType: JSON_TYPE,
	},
	{ what: 'JSON cut in half', body: '{"id":"a","sta', contentType: JSON_TYPE },
	{ what: 'JSON that is nested too deeply', body: DEEP, contentType: JSON_TYPE },
	{ what: 'a web page', body: '<!doctype html><title>Sign in</title>', contentType: 'text/html' },
	{ what: 'bytes', body: Buffer.from([0xff, 0xfe, 0, 0xd8]), contentType: 'image/png' },
] as const;

/** Whatever a provider answers, the item ends in plain words or with what is known for sure. */
export function describeHostileAnswers(side: Side, bench: () => Bench): void {
	const { provider, words } = side;

	/** Runs the operation once, for an instance that is there, and checks how it ends. */
	const expectPlainEnd = async (
		{ operation, route, parameters }: Subject,
		body: string | Buffer,
		contentType: string,
	) => {
		const id =
			operation === 'create'
				? ''
				: bench().sandbox.seedInstance(provider, {
						name: 'Other',
						phone: '+628123456789',
						status: words.connected,
					}).instanceId;
		if (operation === 'getQrCode') bench().sandbox.setStatus(id, words.awaitingScan);
		bench().sandbox.addFault({
			route,
			times: Infinity,
			action: { kind: 'answer', status: 200, body, contentType },
		});
		const run = await bench().run(parameters, { input: inputItems({ id }) });
		if (run.items.length > 0) {
			for (const { json } of run.items) expect(json).not.toHaveProperty('error');
			return;
		}
		if (!run.finished.run.data.resultData.error) {
			// No instances at all is a good end only for a list.
			expect(operation).toBe('getAll');
			return;
		}
		const { name, message, description } = run.error;
		expect(name).toMatch(/^Node(Api|Operation)Error$/);
		expect(message).toMatch(/ \[Item 0\]$/);
		expect(`${message} ${description ?? ''}`).not.toMatch(
			/undefined|\[object |\bNaN\b|Cannot read|is not a function|\n\s+at /,
		);
	};

	describe.each(subjectsOf(side))('$label', (subject) => {
		test.each(ANSWERS)('answered with $what', async ({ body, contentType }) => {
			await expectPlainEnd(subject, body, contentType);
		});
	});

	test('an answer of more than 8 MB is not taken in', async () => {
		const body = HUGE;
		bench().sandbox.addFault({ action: { kind: 'answer', body, contentType: JSON_TYPE } });
		const run = await bench().run({ provider, operation: 'getAll' });

		expect(run.error.message).toMatch(/ \[Item 0\]$/);
		expect(run.error.description).toContain('8 MB');
	});
}
