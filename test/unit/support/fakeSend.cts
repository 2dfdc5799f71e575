import { ProviderError, type ProviderErrorKind } from '../../../nodes/transport/ProviderError.ts';

import type { Send, ApiResponse, ApiRequest } from '../../../nodes/transport/types.ts';

interface FakeAnswer {
	status?: number;
	headers?: Record<string, string>;
	json?: unknown;
	bytes?: Buffer;
}

/** Answers requests with the given answers, in their order, and writes the requests down. */
export function fakeSend(...answers: Array<FakeAnswer | ProviderError>) {
	const requests: ApiRequest[] = [];
	const send: Send = (request) => {
		const answer = answers[requests.length];
		requests.push(request);
		if (answer === undefined) throw new Error('one request more than expected');
		return answer instanceof ProviderError
			? Promise.reject(answer)
			: Promise.resolve(toProviderAnswer(answer));
	};
	return { send, requests };
}

/** What the transport throws for an answer with such a status. */
export function providerError(
	kind: ProviderErrorKind,
	status: number,
	fieldErrors: Record<string, string[]> = {},
): ProviderError {
	return new ProviderError(kind, 'message', { description: 'description', status, fieldErrors });
}

function toProviderAnswer({ status = 200, headers = {}, json, bytes }: FakeAnswer): ApiResponse {
	return {
		status,
		headers,
		bytes: bytes ?? Buffer.from(JSON.stringify(json ?? '')),
		...(json === undefined ? {} : { json }),
		unreadable: (reason) =>
			new ProviderError('unreadable', 'unusable', { description: reason, status }),
		incomplete: (part) =>
			new ProviderError('unreadable', 'incomplete', { description: part, status }),
	};
}

/** Reads parameters from an object, as an item of the node would. */
export function parametersOf(values: Record<string, unknown>) {
	return <T,>(name: string, fallback: T): T => (name in values ? (values[name] as T) : fallback);
}
