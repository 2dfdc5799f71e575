import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock } from '../sandbox/clock.cts';
import { requestsOnTheirWay } from './requestsOnTheirWay.cts';

interface Timer {
	at: number;
	fire: () => void;
	/** Time moves on by itself to reach a wait, never to reach a deadline. */
	kind: 'wait' | 'deadline';
}

// Enough for whatever an arriving request or answer sets going in this process.
const QUIET_TURNS = 30;

// Files, names, packing and connections are handled by other threads, which may be late on a busy machine.
const WORK_ELSEWHERE = /^(FSReq|GetAddrInfoReq|TCPConnect|WriteWrap|Zlib)/i;

function isAtWork(): boolean {
	return (
		requestsOnTheirWay() > 0 ||
		process.getActiveResourcesInfo().some((name) => WORK_ELSEWHERE.test(name))
	);
}

/**
 * One time for the node under test and the sandbox. It stands still while anything happens and
 * jumps to the end of the next wait when all is quiet, so that no test waits a real minute.
 */
export class VirtualClock implements Clock {
	private time = Date.parse('2026-03-01T12:00:00.000Z');

	private readonly timers = new Set<Timer>();

	/** By how much the clock on the wall of the nodes' machine is wrong; the sandbox's is right. */
	wrongBy = 0;

	/** How often somebody has asked for the time, which happens whenever anything does. */
	private looks = 0;

	private watching = false;

	now(): number {
		this.looks += 1;
		return this.time;
	}

	async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const abort = () => {
				end();
				reject(new Error('aborted'));
			};
			const end = this.add(milliseconds, 'wait', () => {
				signal?.removeEventListener('abort', abort);
				resolve();
			});
			signal?.addEventListener('abort', abort, { once: true });
		});
	}

	deadline(milliseconds: number): AbortSignal {
		const controller = new AbortController();
		this.add(milliseconds, 'deadline', () => {
			controller.abort(new DOMException('deadline', 'TimeoutError'));
		});
		return controller.signal;
	}

	/** Moves time on, firing on the way whatever ends. */
	advance(milliseconds: number): void {
		const target = this.now() + milliseconds;
		for (let next = this.next(target); next; next = this.next(target)) {
			this.time = Math.max(this.time, next.at);
			this.timers.delete(next);
			next.fire();
		}
		this.time = target;
	}

	private add(milliseconds: number, kind: Timer['kind'], fire: () => void): () => void {
		const timer = { at: this.now() + milliseconds, fire, kind };
		this.timers.add(timer);
		if (kind === 'wait') void this.watch();
		return () => {
			this.timers.delete(timer);
		};
	}

	private next(until: number): Timer | undefined {
		return [...this.timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
	}

	private async watch(): Promise<void> {
		if (this.watching) return;
		this.watching = true;
		for (let wait = this.firstWait(); wait; wait = this.firstWait()) {
			await this.quiet();
			const ahead = this.firstWait();
			if (ahead) this.advance(Math.max(0, ahead.at - this.time));
		}
		this.watching = false;
	}

	/** Waits until nothing has happened for some turns of the event loop. */
	private async quiet(): Promise<void> {
		for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
			const { looks } = this;
			await nextTurn();
			if (looks !== this.looks || isAtWork()) turns = 0;
		}
	}

	private firstWait(): Timer | undefined {
		return [...this.timers].filter(({ kind }) => kind === 'wait').sort((a, b) => a.at - b.at)[0];
	}
}

/** The clock of the test file at hand. */
export const virtualClock = new VirtualClock();

/** The same clock in the shape of `nodes/transport/clock`. */
export const nodeClock = {
	now: () => virtualClock.now() + virtualClock.wrongBy,
	uptime: () => virtualClock.now(),
	wait: async (milliseconds: number, signal?: AbortSignal): Promise<boolean> =>
		await virtualClock.wait(milliseconds, signal).then(
			() => true,
			() => false,
		),
	deadline: (milliseconds: number) => virtualClock.deadline(milliseconds),
};

/** Does something at a moment of virtual time, counted in milliseconds from now. */
export function after(milliseconds: number, work: () => void): void {
	void virtualClock.wait(milliseconds).then(work);
}
