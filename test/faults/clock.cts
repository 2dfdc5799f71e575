import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock } from '../sandbox/clock.cts';
import type { Traffic } from './traffic.cts';

interface Timer {
	at: number;
	fire: () => void;
	/** Whether time moves on by itself to reach it. */
	attracts: boolean;
}

// Work that needs no request ends within fewer turns of the event loop.
const CALM_TURNS = 6;

/**
 * The time of a campaign. It stands still while anything is under way and jumps to the next timer
 * when nothing moves without it, so that hours pass in milliseconds and the same again each time.
 */
export class CampaignClock {
	private time = Date.parse('2026-03-01T12:00:00.000Z');

	/** By how much the clock of the machine the nodes run on has been set wrong. */
	private offset = 0;

	private timers = new Set<Timer>();

	private changes = 0;

	private isWatching = false;

	constructor(private readonly traffic: Traffic) {}

	/** Milliseconds that have passed, whatever the clock on the wall says. */
	get elapsed(): number {
		return this.time;
	}

	/** Starts a day of its own for a run, with a clock that is right. */
	startDay(): void {
		this.time += 86_400_000;
		this.offset = 0;
		this.timers = new Set();
	}

	/** Sets the wall clock of the nodes' machine; what waits goes on waiting. */
	setWrong(milliseconds: number): void {
		this.offset = milliseconds;
	}

	/** Has something happen when that much time has passed, if it ever does. */
	later(milliseconds: number, fire: () => void): void {
		this.add(milliseconds, fire, false);
	}

	/** Lets time pass. */
	async pass(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => this.add(milliseconds, resolve, true));
	}

	/** The provider's time: always right. */
	readonly sandboxClock: Clock = {
		now: () => this.touch(this.time),
		wait: async (milliseconds, signal) => {
			signal?.throwIfAborted();
			const resume = this.traffic.park();
			// Nobody may wait for the answer any more, so it is the request that time moves on for.
			const isWhole = await this.waitOrAbort(milliseconds, false, signal);
			resume();
			if (!isWhole) throw new Error('aborted');
		},
	};

	/** What the nodes find in the place of their own `transport/clock`. */
	readonly nodeClock = {
		now: () => this.touch(this.time + this.offset),
		uptime: () => this.touch(this.time),
		wait: async (milliseconds: number, signal?: AbortSignal): Promise<boolean> => {
			if (signal?.aborted) return false;
			return await this.waitOrAbort(milliseconds, true, signal);
		},
		deadline: (milliseconds: number): AbortSignal => {
			const controller = new AbortController();
			this.later(milliseconds, () => {
				controller.abort(new DOMException('deadline', 'TimeoutError'));
			});
			return controller.signal;
		},
	};

	/** To be called when a request has begun to hang. */
	noticeHang(): void {
		this.traffic.park();
		void this.watch();
	}

	/** Gives whether the whole time has passed. */
	private async waitOrAbort(
		milliseconds: number,
		attracts: boolean,
		signal?: AbortSignal,
	): Promise<boolean> {
		return await new Promise<boolean>((resolve) => {
			const abort = () => {
				end();
				resolve(false);
			};
			const end = this.add(
				Math.max(0, milliseconds),
				() => {
					signal?.removeEventListener('abort', abort);
					resolve(true);
				},
				attracts,
			);
			signal?.addEventListener('abort', abort, { once: true });
		});
	}

	private touch(value: number): number {
		this.changes += 1;
		return value;
	}

	private add(milliseconds: number, fire: () => void, attracts: boolean): () => void {
		const timer = { at: this.time + milliseconds, fire, attracts };
		this.timers.add(timer);
		this.changes += 1;
		void this.watch();
		return () => {
			this.timers.delete(timer);
		};
	}

	private async watch(): Promise<void> {
		if (this.isWatching) return;
		this.isWatching = true;
		while (this.isAwaited()) {
			await this.traffic.settled();
			if (!(await this.isCalm()) || !this.isAwaited()) continue;
			const next = [...this.timers].reduce<Timer | undefined>(
				(first, timer) => (first === undefined || timer.at < first.at ? timer : first),
				undefined,
			);
			if (next === undefined) break;
			this.timers.delete(next);
			this.time = Math.max(this.time, next.at);
			next.fire();
		}
		this.isWatching = false;
	}

	private isAwaited(): boolean {
		return this.traffic.isHeldUp || [...this.timers].some(({ attracts }) => attracts);
	}

	private async isCalm(): Promise<boolean> {
		const before = this.changes + this.traffic.changes;
		for (let turns = 0; turns < CALM_TURNS; turns += 1) {
			await nextTurn();
			if (this.changes + this.traffic.changes !== before) return false;
		}
		return true;
	}
}
