import type { ChooseFault, Fault, RecordedRequest, Sandbox } from '../../sandbox/types.cts';

/** One assumption that is wrong, as a provider would show it. */
export interface Turn {
	heading: string;
	fact: string;
	/** Whether it shows only in the life of an instance of the check's own. */
	create?: boolean;
	/** The account before the check; two instances, one of them connected, by default. */
	seed?: (sandbox: Sandbox) => void;
	/** Makes what disturbs the requests; made anew for each run, because it may count them. */
	disturb: () => ChooseFault;
}

/** Whether a request is the one to a route, and fits. */
export type Fits = (request: RecordedRequest) => boolean;

/** Changes the JSON of the responses to a route. */
export const altered =
	(route: string, alter: (json: Json) => unknown, fits: Fits = () => true) =>
	(): ChooseFault =>
	(request) =>
		request.route === route && fits(request) ? alterWith(alter) : null;

/** Sends other responses to a route, in place of the provider. */
export const answered =
	(
		route: string,
		status: number,
		body: unknown,
		{ fits = () => true, headers = {} }: { fits?: Fits; headers?: Record<string, string> } = {},
	) =>
	(): ChooseFault =>
	(request) =>
		request.route === route && fits(request) ? answerWith(status, body, headers) : null;

/** An object as JSON has it. */
export type Json = Record<string, unknown>;

/** JSON with one field changed, which may be below others. */
export function set(json: Json, path: string, value: unknown): Json {
	const [name = '', ...rest] = path.split('.');
	if (rest.length === 0) return { ...json, [name]: value };
	return { ...json, [name]: set(json[name] as Json, rest.join('.'), value) };
}

export function alterWith(alter: (json: Json) => unknown): Fault {
	return {
		action: {
			kind: 'alter',
			alter: (body) => Buffer.from(JSON.stringify(alter(JSON.parse(String(body)) as Json))),
		},
	};
}

export function answerWith(
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): Fault {
	return {
		action: {
			kind: 'answer',
			status,
			body: JSON.stringify(body),
			contentType: 'application/json',
			headers,
		},
	};
}
