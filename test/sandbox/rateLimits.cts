import type { Clock } from './clock.cts';

const WINDOW_MILLISECONDS = 60_000;

interface Window {
	endsAt: number;
	spent: number;
}

/** What is left of a limit after a request. */
export interface Allowance {
	refused: boolean;
	headers: Record<string, string>;
}

/** Fixed windows of one minute, each beginning with the first request to its endpoint. */
export class RateLimits {
	private readonly windows = new Map<string, Window>();

	constructor(
		private readonly clock: Clock,
		public enabled: boolean,
	) {}

	/**
	 * Counts one request. The headers are those of Laravel's throttle, which Hypersender's documents
	 * neither promise nor deny (apis.md 1.6).
	 */
	spend(endpoint: string, perMinute: number): Allowance {
		if (!this.enabled) return { refused: false, headers: {} };
		const window = this.currentWindow(endpoint);
		const refused = window.spent >= perMinute;
		if (!refused) window.spent += 1;
		const headers: Record<string, string> = {
			'X-RateLimit-Limit': String(perMinute),
			'X-RateLimit-Remaining': String(perMinute - window.spent),
		};
		if (refused) {
			headers['Retry-After'] = String(Math.ceil((window.endsAt - this.clock.now()) / 1000));
			headers['X-RateLimit-Reset'] = String(Math.ceil(window.endsAt / 1000));
		}
		return { refused, headers };
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
