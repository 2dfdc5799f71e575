import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type {
	PageAnswer,
	PageQuestion,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { answersIn } from './answersIn.cts';

// In milliseconds, as the page does it the first time.
const RETRY = 3_000;

/** A window with the pairing page, as far as n8n notices it. */
export class PageVisitor {
	/** Milliseconds each question took to its first answer. */
	readonly took: number[] = [];

	/** The status of each response without an answer; 0 where there was not even a response. */
	readonly refused: number[] = [];

	/** When it was first told that the phone is connected, as `performance.now()`. */
	connectedAt: number | undefined;

	private readonly window = randomUUID();

	private shows: string | undefined;

	private readonly end = new AbortController();

	private constructor(
		private readonly url: string,
		private readonly token: string,
		private readonly follows: boolean,
	) {}

	/**
	 * Opens a link and asks until it is closed.
	 *
	 * @param follows whether it takes several answers in one response, which some proxies prevent
	 */
	static open(link: string, { follows = true } = {}): PageVisitor {
		const [url = '', token = ''] = link.split('#');
		const visitor = new PageVisitor(url, token, follows);
		visitor.stay().catch((error: unknown) => {
			if (!visitor.end.signal.aborted) throw error;
		});
		return visitor;
	}

	close(): void {
		this.end.abort();
	}

	private async stay(): Promise<void> {
		const { signal } = this.end;
		for (;;) {
			const askAgainIn = await this.ask(signal);
			if (askAgainIn === null) return;
			await delay(askAgainIn, undefined, { signal });
		}
	}

	/** Asks, and follows for as long as there are answers. @returns the pause until the next question */
	private async ask(signal: AbortSignal): Promise<number | null> {
		const question: PageQuestion = {
			token: this.token,
			window: this.window,
			intent: 'ask',
			types: false,
			follows: this.follows,
			untouchedFor: 0,
			...(this.shows !== undefined && { shows: this.shows }),
		};
		const started = performance.now();
		let latest: PageAnswer | undefined;
		let status = 0;
		try {
			const response = await fetch(this.url, {
				method: 'POST',
				headers: { 'content-type': 'text/plain' },
				body: JSON.stringify(question),
				signal,
			});
			({ status } = response);
			for await (const answer of response.ok ? answersIn(response) : []) {
				if (latest === undefined) this.took.push(performance.now() - started);
				latest = answer;
				this.take(answer);
			}
		} catch (error) {
			// To the page, a connection that breaks is a question that has to be asked again.
			if (signal.aborted) throw error;
		}
		if (latest !== undefined) return latest.askAgainIn;
		this.refused.push(status);
		return RETRY;
	}

	private take({ state }: PageAnswer): void {
		this.shows = state.kind === 'scan' ? state.code.id : undefined;
		if (state.kind === 'connected') this.connectedAt ??= performance.now();
	}
}
