import { setMaxListeners } from 'node:events';

import { startSandbox } from '../../sandbox/index.cts';
import { scaledClock } from './scaledClock.cts';

/** A sandbox in its own process; it reports its address to the parent and ends with it. */
async function main(): Promise<void> {
	// A thousand answers may be held back at once.
	setMaxListeners(0);
	const [speed = '1', limits = 'on'] = process.argv.slice(2);
	const sandbox = await startSandbox({
		clock: scaledClock(Number(speed)),
		limits: limits === 'on',
	});
	const { address, accounts } = sandbox;
	process.send?.({ address, accounts });
	process.once('disconnect', () => {
		process.exit();
	});
}

void main();
