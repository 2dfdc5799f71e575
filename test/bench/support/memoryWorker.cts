import { Engine } from '../../support/engine.cts';
import { baseNodes } from './baseNodes.cts';
import { EngineBench } from './EngineBench.cts';
import { answerParent } from './inChild.cts';
import { SandboxProcess } from './SandboxProcess.cts';
import { chainOnboarding, customers, ourOnboarding } from './workflows.cts';

export interface MemoryTask {
	variant: 'ours' | 'chain';
	count: number;
	sandbox: SandboxProcess['introduction'];
	/** The same code is loaded for both variants, so that only what runs makes the difference. */
	withBaseNodes: boolean;
}

/** Bytes. */
export interface MemoryUse {
	before: number;
	peak: number;
}

// Short beside the run, and idle in between.
const EVERY = 5;

/** Runs one variant once and tells how large the process has become. */
answerParent(async ({ variant, count, sandbox, withBaseNodes }: MemoryTask): Promise<MemoryUse> => {
	const engine = await Engine.start(withBaseNodes ? await baseNodes() : {});
	const bench = new EngineBench(engine, SandboxProcess.at(sandbox));
	const workflow = variant === 'ours' ? ourOnboarding : chainOnboarding(sandbox.wachat.baseUrl);
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
