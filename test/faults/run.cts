import type { INodeExecutionData } from 'n8n-workflow';

import type { SandboxInstance } from '../sandbox/index.cts';
import type { NodeRun } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { Disturbance, type Asked } from './disturbance.cts';
import { happen } from './happen.cts';
import { makePlan, type Plan, type Step } from './plan.cts';
import { Random } from '../support/random.cts';
import type { World } from './world.cts';

/** One execution of the node, as it went. */
export interface StepResult {
	step: Step;
	input: INodeExecutionData[];
	run: NodeRun;
	/** Milliseconds of the campaign's time. */
	lasted: number;
	asked: Asked[];
	/** What existed at the provider right after it. */
	instances: SandboxInstance[];
}

/** A whole run, as it went. */
export interface RunResult {
	plan: Plan;
	steps: StepResult[];
	/** What exists at the provider when everything that was under way has come to its end. */
	instances: SandboxInstance[];
	faults: string[];
}

// Longer than any fault keeps a request.
const EVERYTHING_ENDS_WITHIN = 600_000;

/** Carries out one run. What happens in it depends on nothing but seed and number. */
export async function carryOutRun(world: World, seed: number, number: number): Promise<RunResult> {
	const plan = makePlan(new Random(`${seed} ${number}`));
	const { clock, sandbox } = world;
	world.startDay();
	for (const incident of plan.incidents) {
		clock.later(incident.at, () => {
			happen(world.sandbox, incident);
		});
	}
	const disturbance = new Disturbance(world, plan, `${seed} ${number}`);
	const steps: StepResult[] = [];
	for (const [index, step] of plan.steps.entries()) {
		const input = inputFor(world, plan, step);
		const started = clock.elapsed;
		await disturbance.begin(index, step.shutAfter);
		const run = await world.execute(step, input);
		const lasted = clock.elapsed - started;
		const asked = await disturbance.end();
		steps.push({ step, input, run, lasted, asked, instances: sandbox.instances() });
	}
	await clock.pass(EVERYTHING_ENDS_WITHIN);
	return { plan, steps, instances: sandbox.instances(), faults: disturbance.met };
}

/** The first step is about people; later ones are about the instances that exist by then. */
function inputFor({ sandbox }: World, { provider, people }: Plan, step: Step) {
	if (step.operation === 'create') return inputItems(...people);
	const known = sandbox.instances(provider);
	const instances = known.length > 0 ? known : [sandbox.seedInstance(provider, seedFields)];
	return inputItems(...instances.map(({ instanceId, name }) => ({ instanceId, name })));
}

const seedFields = { name: 'Older shop', phone: '+628129999999' };
