import { Engine } from '../../support/engine.cts';
import { baseNodes } from './baseNodes.cts';
import { EngineBench } from './EngineBench.cts';
import { answerParent } from './inChild.cts';
import { SandboxProcess } from './SandboxProcess.cts';
import { leastCreateNode } from './leastNode.cts';
import {
	chainOnboarding,
	customers,
	leastOnboarding,
	ourOnboarding,
	type MeasuredWorkflow,
} from './workflows.cts';

export interface MemoryTask {
	variant: 'ours' | 'least' | 'chain';
	count: number;
	sandbox: SandboxProcess['introduction'];
	/** The same code is loaded for all variants, so that only what runs makes the difference. */
	withBaseNodes: boolean;
}

/** Bytes. */
export interface MemoryUse {
	before: number;
	peak: number;
}

// Short beside the run, and idle in between.
const EVERY = 5;

/** Runs one variant once and reports how large the process has become. */
answerParent(async ({ variant, count, sandbox, withBaseNodes }: MemoryTask): Promise<MemoryUse> => {
	const nodes = { ...(withBaseNodes && (await baseNodes())), 'bench.leastCreate': leastCreateNode };
	const engine = await Engine.start(nodes);
	const bench = new EngineBench(engine, SandboxProcess.at(sandbox));
	const workflows: Record<MemoryTask['variant'], MeasuredWorkflow> = {
		ours: ourOnboarding,
		least: leastOnboarding,
		chain: chainOnboarding(sandbox.accounts.wachat.baseUrl),
	};
	const workflow = workflows[variant];
	const input = customers(count);
	globalThis.gc?.();
	const before = process.memoryUsage.rss();
	let peak = before;
	const look = () => {
		peak = Math.max(peak, process.memoryUsage.rss());
	};
	const looks = setInterval(look, EVERY);
	const run = await bench.run(workflow, input);
	look();
	clearInterval(looks);
	await bench.checkImages(run, workflow, count);
	return { before, peak };
});
