import type { FastifyRequest } from 'fastify';
import type { Clock } from './clock.cts';
import type { ProviderName, RecordedRequest } from './types.cts';

/** Repeated names keep their last value, as PHP and most frameworks read them. */
export function textFields(fields: unknown): Record<string, string> {
	const entries = Object.entries(fields ?? {}).map(([name, value]: [string, unknown]) => {
		const last: unknown = Array.isArray(value) ? value.at(-1) : value;
		return [name, String(last)] as const;
	});
	return Object.fromEntries(entries);
}

/** The path of a request without its query. */
export function pathOf(request: FastifyRequest): string {
	return request.url.split('?', 1)[0] ?? request.url;
}

/** Keeps what the providers were asked, in order of arrival. */
export class Recorder {
	readonly requests: RecordedRequest[] = [];

	constructor(private readonly clock: Clock) {}

	/** Starts a record; body and status are filled in as the request goes on. */
	begin(provider: ProviderName, prefix: string, request: FastifyRequest): RecordedRequest {
		const path = pathOf(request);
		const pattern = request.routeOptions.url ?? path;
		const record: RecordedRequest = {
			provider,
			route: `${request.method} ${pattern.slice(prefix.length)}`,
			method: request.method,
			path,
			query: textFields(request.query),
			headers: textFields(request.headers),
			body: null,
			status: null,
			at: this.clock.now(),
		};
		this.requests.push(record);
		return record;
	}

	forget(): void {
		this.requests.length = 0;
	}
}
