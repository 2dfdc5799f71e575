import type { OutgoingResponse } from '../shared/webhookContext';
import type { PageAnswer } from './PageState';

// In bytes: several codes. Whoever no longer reads them is not there.
const MAX_UNREAD = 65_536;

/**
 * A response that stays open, with one answer on each line. n8n is done with a request as soon as its
 * webhook has returned, so that such a response takes nothing but a connection.
 */
export class AnswerStream {
	private hasEnded = false;

	constructor(private readonly response: OutgoingResponse) {
		response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
		// n8n compresses what may be transformed, and holds it back until there is more to compress.
		response.setHeader('Cache-Control', 'no-store, no-transform');
		// The word nginx knows for "pass on at once".
		response.setHeader('X-Accel-Buffering', 'no');
	}

	/** Whether it has ended, or nobody listens any more. */
	get isClosed(): boolean {
		return this.hasEnded || this.response.destroyed;
	}

	/** Whether the other side has gone without a word. */
	get isLost(): boolean {
		return !this.hasEnded && this.response.destroyed;
	}

	/** Sends an answer at once, if anybody listens. */
	send(answer: PageAnswer): void {
		if (this.isClosed) return;
		this.response.write(`${JSON.stringify(answer)}\n`);
		if (this.response.writableLength > MAX_UNREAD) this.response.destroy();
	}

	/** After the end, the page asks again when the latest answer says. */
	end(): void {
		if (!this.isClosed) this.response.end();
		this.hasEnded = true;
	}
}
