import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `nodes/transport/clock`, as a measurement wants it. */
export interface NodeClock {
	now: () => number;
	uptime: () => number;
	wait: (milliseconds: number, signal?: AbortSignal) => Promise<boolean>;
	deadline: (milliseconds: number) => AbortSignal;
}

const PATH = join(__dirname, '..', '..', '..', 'dist', 'nodes', 'transport', 'clock.js');

/**
 * Lets the built nodes in this process live in another time. n8n loads them with `require`, so that
 * they look the functions up in the module at each call.
 */
export function replaceClock(clock: NodeClock): void {
	const module = createRequire(__filename)(PATH) as NodeClock;
	Object.assign(module, clock);
	const left = Object.entries(module).find(
		([name, part]) => clock[name as keyof NodeClock] !== part,
	);
	if (left !== undefined) throw new Error(`'${left[0]}' in ${PATH} still tells the real time`);
}
