/** What a route needs to know of a request. */
export interface ProviderRequest {
	/** `http://127.0.0.1:PORT` as the client wrote it. */
	address: string;
	path: string;
	parameters: Record<string, string>;
	query: Record<string, string>;
	body: unknown;
	/** Names in lower case. */
	headers: Record<string, string>;
}

/** What a route returns. */
export interface Answer {
	status: number;
	body: object | string | Buffer;
	/** `application/json` by default. */
	contentType?: string;
	headers?: Record<string, string>;
	/** Somebody asked for an answer the documents do not describe, so no schema can judge it. */
	undocumented?: boolean;
}

export type Handler = (request: ProviderRequest) => Answer | Promise<Answer>;

/** The bearer key of a request, or null. */
export function bearerKey({ headers }: ProviderRequest): string | null {
	return /^Bearer +(.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

/**
 * The body as an object; one that is anything else counts as empty. Texts are as UTF-8 keeps them, so
 * half of a character becomes U+FFFD.
 */
export function bodyFields(body: unknown): Record<string, unknown> {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
	return Object.fromEntries(
		Object.entries(body).map(([name, value]: [string, unknown]) => [
			name,
			typeof value === 'string' ? Buffer.from(value).toString() : value,
		]),
	);
}
