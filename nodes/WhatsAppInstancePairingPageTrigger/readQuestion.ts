import { isRecord } from '../domain/json';
import { parseJson } from '../transport/decode';
import type { PageQuestion } from './PageState';

/** What n8n passes on of a request: an Express request with the raw body added. */
export interface IncomingRequest {
	method: string;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The address of the visitor, as far as n8n can tell behind a proxy. */
	ip?: string;
	/** The bytes of the body. Absent until the body has been read. */
	rawBody?: Buffer;
	/** Reads the body into `rawBody`. */
	readRawBody?: () => Promise<void>;
}

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
	const { token, window, shows, types = false } = question;
	const intent = INTENTS.find((one) => one === question.intent);
	if (typeof token !== 'string' || typeof window !== 'string' || intent === undefined) {
		return undefined;
	}
	if (typeof types !== 'boolean') return undefined;
	if (shows !== undefined && typeof shows !== 'string') return undefined;
	return {
		token,
		window: window.slice(0, MAX_WINDOW),
		intent,
		types,
		...(shows !== undefined && { shows }),
	};
}

/** The body; empty where nothing can be read, as of a form with files, which n8n reads itself. */
async function readBytes(request: IncomingRequest): Promise<Buffer> {
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch {
		return Buffer.alloc(0);
	}
	return request.rawBody ?? Buffer.alloc(0);
}
