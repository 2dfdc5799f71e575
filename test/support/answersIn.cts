import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';

import type { PageAnswer } from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';

/** The answers in a response of the pairing page, as they come in: one on each line. */
export async function* answersIn({ body }: Response): AsyncGenerator<PageAnswer> {
	if (body === null) throw new Error('the response has no body');
	const input = Readable.fromWeb(body);
	for await (const line of createInterface({ input })) yield JSON.parse(line) as PageAnswer;
}
