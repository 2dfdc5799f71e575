import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type {
	PageAnswer,
	PageQuestion,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';

// In milliseconds, as the page does it the first time.
const RETRY = 3_000;

/** A window with the pairing page, as far as n8n notices it. */
export class PageVisitor {
	/** Milliseconds each answer took. */
	readonly took: number[] = [];

	/** The status of each answer that was none; 0 where there was not even a response. */
	readonly refused: number[] = [];

	/** When it was first told that the phone is connected, as `performance.now()`. */
	connectedAt: number | undefined;

	private readonly window = randomUUID();

	private shows: string | undefined;

	private readonly end = new AbortController();

	private constructor(
		private readonly url: string,
		private readonly token: string,
	) {}

	/** Opens a link and asks until it is closed. */
	static open(link: string): PageVisitor {
		const [url = '', token = ''] = link.split('#');
		const visitor = new PageVisitor(url, token);
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
			const answer = await this.ask(signal);
			if (typeof answer === 'number') {
				this.refused.push(answer);
				await delay(RETRY, undefined, { signal });
				continue;
			}
			const { state, askAgainIn } = answer;
			if (state.kind === 'scan') this.shows = state.code.id;
			if (state.kind === 'connected') this.connectedAt ??= performance.now();
			if (askAgainIn === null) return;
			await delay(askAgainIn, undefined, { signal });
		}
	}

	/** @returns the answer, or the status instead of one */
	private async ask(signal: AbortSignal): Promise<PageAnswer | number> {
		const question: PageQuestion = {
			token: this.token,
			window: this.window,
			intent: 'ask',
			types: false,
			...(this.shows !== undefined && { shows: this.shows }),
		};
		const started = performance.now();
		const sent = fetch(this.url, {
			method: 'POST',
			headers: { 'content-type': 'text/plain' },
			body: JSON.stringify(question),
			signal,
		});
		// As to the page, a connection that breaks is a question that has to be asked again.
		const response = await sent.catch((error: unknown) => {
			if (signal.aborted) throw error;
			return { ok: false, status: 0 } as const;
		});
		if (!response.ok) return response.status;
		const answer = (await response.json()) as PageAnswer;
		this.took.push(performance.now() - started);
		return answer;
	}
}
