import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from './clock.cts';
import type { ChooseFault, Fault, FaultAction, RecordedRequest } from './types.cts';

/** The faults that wait for a request. */
export class FaultQueue {
	private waiting: { fault: Fault; left: number }[] = [];
	private round = new AbortController();

	/** Asked for requests that no waiting fault fits. */
	choose: ChooseFault | null = null;

	/** Aborts when requests that hang or wait have to end. */
	get brokenOff(): AbortSignal {
		return this.round.signal;
	}

	add(fault: Fault): void {
		this.waiting.push({ fault, left: fault.times ?? 1 });
	}

	/** The oldest fault that fits the request, used up by one; else what is chosen for it. */
	take(request: RecordedRequest): Fault | null {
		const { provider, route } = request;
		const found = this.waiting.find(
			({ fault }) => (fault.provider ?? provider) === provider && (fault.route ?? route) === route,
		);
		if (found === undefined) return this.choose?.(request) ?? null;
		found.left -= 1;
		this.waiting = this.waiting.filter(({ left }) => left > 0);
		return found.fault;
	}

	clear(): void {
		this.waiting = [];
		this.choose = null;
	}

	/** Ends the requests that hang or wait. */
	breakOff(): void {
		this.round.abort();
		this.round = new AbortController();
	}
}

/** Whether the fault answers before the provider has done anything. */
export function comesInstead(fault: Fault): boolean {
	const kind = fault.action.kind;
	return (
		(fault.phase ?? 'before') === 'before' &&
		kind !== 'delay' &&
		kind !== 'truncate' &&
		kind !== 'drip' &&
		kind !== 'alter'
	);
}

/**
 * Waits, unless broken off: then it gives false. That the client goes away changes nothing, as a slow
 * provider acts all the same.
 */
export async function pause(
	clock: Clock,
	milliseconds: number,
	brokenOff: AbortSignal,
): Promise<boolean> {
	try {
		await clock.wait(milliseconds, brokenOff);
		return true;
	} catch (error) {
		if (brokenOff.aborted) return false;
		throw error;
	}
}

/** What goes out in place of the real answer; `broken` when nothing does. */
export interface FaultyAnswer {
	payload: unknown;
	broken: boolean;
}

/**
 * Carries a fault out on an answer that is about to be sent. `payload` is the real body, or empty
 * when the provider was never asked.
 */
export async function carryOut(
	fault: Fault,
	reply: FastifyReply,
	payload: unknown,
	clock: Clock,
	brokenOff: AbortSignal,
): Promise<FaultyAnswer> {
	const { action } = fault;
	switch (action.kind) {
		case 'delay': {
			const whole = fault.phase !== 'after' || (await pause(clock, action.milliseconds, brokenOff));
			if (!whole) reply.raw.destroy();
			return { payload, broken: !whole };
		}
		case 'hang': {
			// Otherwise fastify takes the closed connection for leave to go on to the route's handler.
			reply.hijack();
			const gone = untilGone(reply, brokenOff);
			fault.onHang?.();
			if (!gone.aborted) await once(gone, 'abort');
			reply.raw.destroy();
			return { payload, broken: true };
		}
		case 'reset':
			reply.raw.destroy();
			return { payload, broken: true };
		case 'truncate':
			return { payload: half(reply, bytesOf(payload)), broken: false };
		case 'drip':
			return {
				payload: drops(action, reply, bytesOf(payload), clock, brokenOff),
				broken: false,
			};
		case 'alter':
			reply.removeHeader('content-length');
			if (action.contentType !== undefined) reply.type(action.contentType);
			return { payload: action.alter(bytesOf(payload)), broken: false };
		case 'status':
		case 'answer':
		case 'redirect':
			return { payload: replacement(action, fault, reply), broken: false };
	}
}

function replacement(
	action: Extract<FaultAction, { kind: 'status' | 'answer' | 'redirect' }>,
	fault: Fault,
	reply: FastifyReply,
): string | Buffer {
	if (action.kind === 'redirect') {
		reply.code(action.status ?? 302).header('location', action.location);
		return '';
	}
	reply.headers(action.headers ?? {});
	if (action.kind === 'answer') {
		reply.code(action.status ?? (fault.phase === 'after' ? reply.statusCode : 200));
		reply.type(action.contentType);
		return action.body;
	}
	reply.code(action.status);
	if (typeof action.body === 'string' || action.body === undefined) {
		reply.type(action.contentType ?? 'text/plain; charset=utf-8');
		return action.body ?? '';
	}
	reply.type(action.contentType ?? 'application/json; charset=utf-8');
	return JSON.stringify(action.body);
}

function half(reply: FastifyReply, body: Buffer): Readable {
	reply.header('content-length', body.length);
	async function* chunks(): AsyncGenerator<Buffer> {
		yield body.subarray(0, Math.floor(body.length / 2));
		// The first half leaves the process before the connection goes.
		reply.raw.socket?.destroySoon();
		await Promise.resolve();
	}
	return Readable.from(chunks());
}

function drops(
	action: Extract<FaultAction, { kind: 'drip' }>,
	reply: FastifyReply,
	body: Buffer,
	clock: Clock,
	brokenOff: AbortSignal,
): Readable {
	reply.header('content-length', body.length);
	const gone = untilGone(reply, brokenOff);
	async function* chunks(): AsyncGenerator<Buffer> {
		for (let start = 0; start < body.length; start += action.chunkBytes) {
			if (start > 0 && !(await pause(clock, action.everyMilliseconds, gone))) {
				reply.raw.destroy();
				return;
			}
			yield body.subarray(start, start + action.chunkBytes);
		}
	}
	return Readable.from(chunks());
}

function untilGone(reply: FastifyReply, brokenOff: AbortSignal): AbortSignal {
	const gone = new AbortController();
	reply.raw.once('close', () => {
		gone.abort();
	});
	return AbortSignal.any([gone.signal, brokenOff]);
}

function bytesOf(payload: unknown): Buffer {
	if (Buffer.isBuffer(payload)) return payload;
	return Buffer.from(typeof payload === 'string' ? payload : '');
}
