import type { OutgoingResponse } from '../../../nodes/shared/webhookContext.ts';

/** A response that keeps what it is given. */
export class FakeResponse implements OutgoingResponse {
	readonly statusCode = 200;

	/** Set it when nobody listens any more. */
	destroyed = false;

	/** How much of what was written nobody has read. */
	writableLength = 0;

	hasEnded = false;

	readonly headers: Record<string, string> = {};

	/** What was written, as values. */
	readonly lines: unknown[] = [];

	status(): this {
		throw new Error('this response has a status');
	}

	setHeader(name: string, value: string): void {
		this.headers[name] = value;
	}

	json(): void {
		throw new Error('this response consists of lines');
	}

	send(): void {
		throw new Error('this response consists of lines');
	}

	write(part: string): void {
		if (this.destroyed || this.hasEnded) throw new Error('written after the end');
		if (!part.endsWith('\n')) throw new Error('this is no whole line');
		this.lines.push(JSON.parse(part));
	}

	end(): void {
		this.hasEnded = true;
	}

	destroy(): void {
		this.destroyed = true;
	}
}
