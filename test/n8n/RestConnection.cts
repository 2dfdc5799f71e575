import { randomUUID } from 'node:crypto';

const REQUEST_WITHIN = 60_000;

/** n8n refused what a client asked for. */
export class RefusedError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		/** n8n's own words. */
		readonly reason: string,
	) {
		super(`${method} ${path}: ${status} ${reason}`);
	}
}

/** A way to a running n8n: as its editor goes, and by its public API. */
export class RestConnection {
	private readonly browserId = randomUUID();
	private cookie = '';
	/** For the public API, once there is one. */
	protected apiKey = '';

	/** @param address where the editor is */
	constructor(readonly address: string) {}

	async get<Data>(path: string): Promise<Data> {
		return await this.request<Data>('GET', path);
	}

	async post<Data>(path: string, body: unknown): Promise<Data> {
		return await this.request<Data>('POST', path, body);
	}

	/** Reads what is no JSON, for example an icon. */
	async text(path: string): Promise<string> {
		return await (await this.fetch('GET', path)).text();
	}

	/**
	 * @returns what is in `data`, in which n8n wraps everything below `/rest`; else all of it
	 * @throws {RefusedError} for every status but 2xx
	 */
	async request<Data>(method: string, path: string, body?: unknown): Promise<Data> {
		const answer = await this.fetch(method, path, body);
		const json: unknown = await answer.json();
		return (path.startsWith('/rest/') ? (json as { data: Data }).data : json) as Data;
	}

	/** @throws {RefusedError} for every status but 2xx */
	protected async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const isPublic = path.startsWith('/api/');
		const answer = await fetch(this.address + path, {
			method,
			headers: {
				...(isPublic
					? { 'X-N8N-API-KEY': this.apiKey }
					: { cookie: this.cookie, 'browser-id': this.browserId }),
				// n8n closes idle connections after 5 seconds, now and then just as one is used again.
				connection: 'close',
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(REQUEST_WITHIN),
		});
		const [cookie] = answer.headers.getSetCookie();
		if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
		if (!answer.ok) {
			throw new RefusedError(method, path, answer.status, readReason(await answer.text()));
		}
		return answer;
	}
}

/** n8n answers with a message and a stack trace. */
function readReason(text: string): string {
	try {
		return (JSON.parse(text) as { message?: string }).message ?? text;
	} catch (error) {
		if (error instanceof SyntaxError) return text;
		throw error;
	}
}
