import { isRecord } from '../domain/json';
import { bodyOf, type IncomingRequest } from '../shared/webhookContext';
import { parseJson } from '../transport/decode';
import type { PageQuestion } from './PageState';

const MAX_BODY = 4096;
const MAX_WINDOW = 64;

const INTENTS = ['ask', 'renew', 'leave'] as const satisfies ReadonlyArray<PageQuestion['intent']>;

/**
 * Reads what a page asks.
 *
 * @returns `undefined` for anything that no page sends
 */
export async function readQuestion(request: IncomingRequest): Promise<PageQuestion | undefined> {
	const body = await readBytes(request);
	const question = body.length > MAX_BODY ? undefined : parseJson(body);
	if (!isRecord(question)) return undefined;
	const { token, window, shows, types = false, follows = false, untouchedFor = 0 } = question;
	const intent = INTENTS.find((one) => one === question.intent);
	if (typeof token !== 'string' || typeof window !== 'string' || intent === undefined) {
		return undefined;
	}
	if (typeof types !== 'boolean' || typeof follows !== 'boolean') return undefined;
	if (typeof untouchedFor !== 'number') return undefined;
	if (shows !== undefined && typeof shows !== 'string') return undefined;
	return {
		token,
		window: window.slice(0, MAX_WINDOW),
		intent,
		types,
		// Nobody is there any more.
		follows: follows && intent !== 'leave',
		untouchedFor,
		...(shows !== undefined && { shows }),
	};
}

/** The body; empty where nothing can be read, as of a form with files, which n8n reads itself. */
async function readBytes(request: IncomingRequest): Promise<Buffer> {
	try {
		return await bodyOf(request);
	} catch {
		return Buffer.alloc(0);
	}
}
