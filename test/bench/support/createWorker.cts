import { fullCredentialsFor, inputItems, instanceNode, NODE_NAME } from '../../support/nodes.cts';
import { Engine } from '../../support/engine.cts';
import { answerParent } from './inChild.cts';
import { replaceClock } from './replaceClock.cts';
import type { SandboxProcess } from './SandboxProcess.cts';
import { scaledNodeClock } from './scaledClock.cts';
import { customer } from './workflows.cts';

interface Task {
	sandbox: SandboxProcess['introduction'];
	speed: number;
	first: number;
	count: number;
}

/** Creates instances in a process that knows nothing of others; gives how many it created. */
answerParent(async ({ sandbox, speed, first, count }: Task) => {
	replaceClock(scaledNodeClock(speed));
	const engine = await Engine.start();
	const node = instanceNode(
		{
			provider: 'hypersender',
			operation: 'create',
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
		},
		{ onError: 'continueRegularOutput' },
	);
	const people = Array.from({ length: count }, (_, index) => customer(first + index));
	const { finished } = engine.start(
		{ nodes: [node], connections: {} },
		NODE_NAME,
		inputItems(...people),
		fullCredentialsFor(sandbox),
	);
	const run = await finished;
	const { error } = run.run.data.resultData;
	if (error) throw new Error(`${error.message}: ${error.description ?? ''}`);
	return run.items(NODE_NAME).filter(({ json }) => json.created === true).length;
});
