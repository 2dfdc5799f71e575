import { uptime } from '../transport/clock';
import type { Link } from './claimStarts';
import type { Look } from './PageState';

/**
 * So many requests of windows that have left are held for each node. Only a request can start a
 * workflow, and each that is held takes n8n 2.41 about 10 MB of memory.
 */
const HELD = 3;

/** A window that has left its page. */
export interface LeftWindow {
	window: string;
	link: Link;
	/** What it asked when it left. */
	asked: Look;
	/** The `uptime` until which it is watched for. */
	until: number;
}

/** A request that is held to start the workflow for all windows of a node that have left. */
export interface HeldRequest {
	/** Whether newer ones have taken its place. */
	isReplaced: boolean;
}

interface Departures {
	/** By instance. One stands for all windows that show it: the latest, which has the longest time left. */
	windows: Map<string, LeftWindow>;
	/** The oldest comes first. */
	held: HeldRequest[];
}

/** The windows that have left and are still watched for, by node. */
export class LeftWindows {
	private readonly nodes = new Map<string, Departures>();

	/** A window leaves. */
	add(node: string, instanceId: string, left: LeftWindow): void {
		this.departuresOf(node).windows.set(instanceId, left);
	}

	/** Holds the request of a window that leaves; the newest are held, because they last longest. */
	hold(node: string): HeldRequest {
		const { held } = this.departuresOf(node);
		const request = { isReplaced: false };
		held.push(request);
		for (const oldest of held.splice(0, held.length - HELD)) oldest.isReplaced = true;
		return request;
	}

	/** A request is held no longer. */
	release(node: string, request: HeldRequest): void {
		const departures = this.departuresOf(node);
		departures.held = departures.held.filter((one) => one !== request);
		if (departures.held.length === 0 && departures.windows.size === 0) this.nodes.delete(node);
	}

	/** A window is back. */
	back(node: string, instanceId: string, window: string): void {
		const windows = this.nodes.get(node)?.windows;
		if (windows?.get(instanceId)?.window === window) windows.delete(instanceId);
	}

	/** Nothing more is to be awaited for a window, unless another one has left meanwhile. */
	remove(node: string, left: LeftWindow): void {
		const windows = this.nodes.get(node)?.windows ?? new Map<string, LeftWindow>();
		for (const [instanceId, one] of windows) {
			if (one === left) windows.delete(instanceId);
		}
	}

	/** The windows of a node that are still watched for. */
	of(node: string): ReadonlyArray<LeftWindow> {
		const windows = this.nodes.get(node)?.windows ?? new Map<string, LeftWindow>();
		const time = uptime();
		for (const [instanceId, { until }] of windows) {
			if (time >= until) windows.delete(instanceId);
		}
		return [...windows.values()];
	}

	/** Whether a request is held for the windows of a node. */
	isHeld(node: string): boolean {
		return (this.nodes.get(node)?.held.length ?? 0) > 0;
	}

	private departuresOf(node: string): Departures {
		const departures = this.nodes.get(node) ?? { windows: new Map(), held: [] };
		this.nodes.set(node, departures);
		return departures;
	}
}
