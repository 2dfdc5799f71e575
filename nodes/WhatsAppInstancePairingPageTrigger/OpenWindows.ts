import { uptime } from '../transport/clock';
import type { AnswerStream } from './AnswerStream';

/**
 * Whatever a webhook answers, each request takes n8n 2.41 about 80 ms of processor time, and it has
 * other work to do.
 */
const QUESTIONS_PER_SECOND = 8;

/** No more are counted, so that no window pauses for much longer than two minutes. */
const MAX_WINDOWS = 120 * QUESTIONS_PER_SECOND;

// In milliseconds; longer than any window pauses.
const CLOSED_AFTER = 240_000;

/** Each window that follows takes memory for as long as it does. */
const MAX_STREAMS = 2_000;

/** One link must not take the place of all others. */
const MAX_STREAMS_OF_INSTANCE = 20;

// In milliseconds. All windows that follow together ask again about once a second.
const FOLLOWED_FOR_EACH = 1_000;
const FOLLOWED_FOR_AT_LEAST = 120_000;
const FOLLOWED_FOR_AT_MOST = 900_000;

/** A window that follows. */
export interface Follower {
	stream: AnswerStream;
	/** Identifies the node whose page it shows. */
	owner: string;
	instanceId: string;
}

/**
 * The windows that are open at this process of n8n. Those that can follow their page in one response
 * cost n8n next to nothing; all others ask the less often the more they are, because n8n stops
 * answering anybody when it is asked too much.
 */
export class OpenWindows {
	/** When each that does not follow last asked; the one that asked longest ago comes first. */
	private readonly askedAt = new Map<string, number>();

	private readonly followers = new Map<string, Follower>();

	/** A window asks something, which ends what it has followed until now. */
	note(window: string): void {
		this.forget(window);
		const time = uptime();
		this.askedAt.set(window, time);
		for (const [other, askedAt] of this.askedAt) {
			if (this.askedAt.size <= MAX_WINDOWS && time < askedAt + CLOSED_AFTER) break;
			this.askedAt.delete(other);
		}
	}

	/** A window begins to follow. `forget` and `endAll` end its stream. */
	follow(window: string, follower: Follower): void {
		this.forget(window);
		this.followers.delete(window);
		const { owner, instanceId } = follower;
		const others = [...this.followers.values()].filter(
			(one) => one.owner === owner && one.instanceId === instanceId && !one.stream.isClosed,
		);
		if (others.length >= MAX_STREAMS_OF_INSTANCE) others[0]?.stream.end();
		this.followers.set(window, follower);
	}

	/** A stream is no longer used. */
	release(window: string, stream: AnswerStream): void {
		if (this.followers.get(window)?.stream === stream) this.followers.delete(window);
	}

	/** A window has been closed, or is out of sight. */
	forget(window: string): void {
		this.askedAt.delete(window);
		this.followers.get(window)?.stream.end();
	}

	/** Ends what all windows of a node follow, so that they ask again. */
	endAll(owner: string): void {
		for (const follower of this.followers.values()) {
			if (follower.owner === owner) follower.stream.end();
		}
	}

	/** Whether one more window can follow. */
	get hasRoom(): boolean {
		return this.followers.size < MAX_STREAMS;
	}

	/** For how many milliseconds a window may follow before it has to ask again. */
	get followedFor(): number {
		const wanted = this.followers.size * FOLLOWED_FOR_EACH;
		return Math.min(Math.max(wanted, FOLLOWED_FOR_AT_LEAST), FOLLOWED_FOR_AT_MOST);
	}

	/** Milliseconds that each window that does not follow has to pause on average. */
	get pause(): number {
		return pauseOf(this.askedAt.size);
	}

	/** Milliseconds over which all that follow have to be spread when they ask again at once. */
	get spread(): number {
		return pauseOf(this.followers.size);
	}
}

function pauseOf(windows: number): number {
	return (windows / QUESTIONS_PER_SECOND) * 1000;
}
