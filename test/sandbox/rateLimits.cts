import type { Clock } from './clock.cts';

const WINDOW_MILLISECONDS = 60_000;

interface Window {
	endsAt: number;
	spent: number;
}

/** What is left of a limit after a request. */
export interface Allowance {
	refused: boolean;
	/** How many requests a minute may have; null while nothing is limited. */
	limit: number | null;
	remaining: number;
	/** When the window ends. */
	endsAt: number;
	/** Milliseconds until then. */
	endsIn: number;
}

/** Fixed windows of one minute, each beginning with the first request to its endpoint. */
export class RateLimits {
	private readonly windows = new Map<string, Window>();

	constructor(
		private readonly clock: Clock,
		public enabled: boolean,
	) {}

	/** Counts one request. */
	spend(endpoint: string, perMinute: number): Allowance {
		if (!this.enabled) return { refused: false, limit: null, remaining: 0, endsAt: 0, endsIn: 0 };
		const window = this.currentWindow(endpoint);
		const refused = window.spent >= perMinute;
		if (!refused) window.spent += 1;
		return {
			refused,
			limit: perMinute,
			remaining: perMinute - window.spent,
			endsAt: window.endsAt,
			endsIn: window.endsAt - this.clock.now(),
		};
	}

	forget(): void {
		this.windows.clear();
	}

	private currentWindow(endpoint: string): Window {
		const now = this.clock.now();
		const known = this.windows.get(endpoint);
		if (known !== undefined && now < known.endsAt) return known;
		const opened = { endsAt: now + WINDOW_MILLISECONDS, spent: 0 };
		this.windows.set(endpoint, opened);
		return opened;
	}
}
