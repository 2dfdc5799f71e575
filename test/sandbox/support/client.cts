import { request } from 'undici';

export interface Reply {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	bytes: Buffer;
	text: string;
	/** The body read as JSON; null when it is none. */
	json: unknown;
}

export interface Call {
	method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Bearer key; absent means no Authorization header. */
	key?: string;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a text as it is but called JSON. */
	body?: object | string;
	signal?: AbortSignal;
}

/** One request over real HTTP. Redirects are not followed. */
export async function call(url: string, { method = 'GET', key, headers, body, signal }: Call = {}) {
	const answer = await request(url, {
		method,
		headers: {
			...headers,
			...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
		...(signal ? { signal } : {}),
	});
	const bytes = Buffer.from(await answer.body.arrayBuffer());
	const text = bytes.toString('utf8');
	const reply: Reply = {
		status: answer.statusCode,
		headers: answer.headers,
		bytes,
		text,
		json: parsed(text),
	};
	return reply;
}

/** Walks into an answer: `at(reply, 'qrcode', 'base64')`. Throws when something on the way is missing. */
export function at(reply: Reply, ...path: (string | number)[]): unknown {
	return path.reduce<unknown>((value, name) => {
		if (typeof value === 'object' && value !== null && name in value) {
			return (value as Record<string | number, unknown>)[name];
		}
		throw new Error(`No ${path.join('.')} in ${reply.text}`);
	}, reply.json);
}

/** As `at`, for a text. */
export function textAt(reply: Reply, ...path: (string | number)[]): string {
	const value = at(reply, ...path);
	if (typeof value !== 'string') throw new Error(`${path.join('.')} is no text in ${reply.text}`);
	return value;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return null;
	}
}
