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
	if (request.rawBody === undefined) await request.readRawBody?.();
	const body = request.rawBody ?? Buffer.alloc(0);
	const question = body.length > MAX_BODY ? undefined : parseJson(body);
	if (!isRecord(question)) return undefined;
	const { token, window, shows, types } = question;
	const intent = INTENTS.find((one) => one === question.intent);
	if (typeof token !== 'string' || typeof window !== 'string' || intent === undefined) {
		return undefined;
	}
	return {
		token,
		window: window.slice(0, MAX_WINDOW),
		intent,
		types: types === true,
		...(typeof shows === 'string' && { shows }),
	};
}
