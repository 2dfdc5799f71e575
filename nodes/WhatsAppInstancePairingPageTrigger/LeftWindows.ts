import type { Link } from './claimStarts';
import type { Look } from './PageState';

/**
 * How many requests of windows that have left are held for each node. Only a request can start a
 * workflow, and each that is held takes n8n 2.41 about 10 MB of memory.
 */
const HELD = 5;

/** No more windows are watched for at each node; the one that left first is forgotten first. */
const MAX_WINDOWS = 1_000;

/** A window that has left its page. */
export interface LeftWindow {
	window: string;
	link: Link;
	/** What it asked when it left. */
	asked: Look;
	/** The `uptime` after which there is one last look at it. */
	until: number;
}

interface Departures {
	/** By instance. One stands for all windows that show it: the latest, which has the longest time left. */
	windows: Map<string, LeftWindow>;
	/** The oldest comes first. */
	held: AbortController[];
}

/** The windows that have left and are still watched for, by node. */
export class LeftWindows {
	private readonly nodes = new Map<string, Departures>();

	/** A window leaves. */
	add(node: string, left: LeftWindow): void {
		const { windows } = this.departuresOf(node);
		windows.set(instanceOf(left), left);
		const [oldest] = windows.keys();
		if (windows.size > MAX_WINDOWS && oldest !== undefined) windows.delete(oldest);
	}

	/** What a window has ended with could not start the workflow. */
	putBack(node: string, left: LeftWindow): void {
		const { windows } = this.departuresOf(node);
		if (!windows.has(instanceOf(left))) windows.set(instanceOf(left), left);
	}

	/**
	 * Holds the request of a window that leaves. It aborts when newer ones have taken its place, which
	 * last longer.
	 */
	hold(node: string): AbortController {
		const { held } = this.departuresOf(node);
		const request = new AbortController();
		held.push(request);
		for (const oldest of held.splice(0, held.length - HELD)) oldest.abort();
		return request;
	}

	/** A request is held no longer. */
	release(node: string, request: AbortController): void {
		const departures = this.departuresOf(node);
		departures.held = departures.held.filter((one) => one !== request);
		this.tidy(node);
	}

	/** A window is back. */
	back(node: string, instanceId: string, window: string): void {
		const left = this.nodes.get(node)?.windows.get(instanceId);
		if (left?.window === window) this.remove(node, left);
	}

	/** Nothing more is to be awaited for a window, unless another one has left meanwhile. */
	remove(node: string, left: LeftWindow): void {
		const windows = this.nodes.get(node)?.windows;
		if (windows?.get(instanceOf(left)) === left) windows.delete(instanceOf(left));
		this.tidy(node);
	}

	/** The windows of a node that are watched for. */
	of(node: string): readonly LeftWindow[] {
		return [...(this.nodes.get(node)?.windows.values() ?? [])];
	}

	/** How many requests are held for the windows of a node. */
	heldFor(node: string): number {
		return this.nodes.get(node)?.held.length ?? 0;
	}

	private departuresOf(node: string): Departures {
		const departures = this.nodes.get(node) ?? { windows: new Map(), held: [] };
		this.nodes.set(node, departures);
		return departures;
	}

	private tidy(node: string): void {
		const departures = this.nodes.get(node);
		if (departures?.held.length === 0 && departures.windows.size === 0) this.nodes.delete(node);
	}
}

function instanceOf({ link }: LeftWindow): string {
	return link.target.instanceId;
}
