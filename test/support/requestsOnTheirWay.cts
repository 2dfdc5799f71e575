import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest, ServerResponse } from 'node:http';

// Both ends of every request of a test live in one process: what a client has sent and no server
// holds is on its way, there or back.
let sent = 0;
let held = 0;

// `fetch` and undici, whose requests may end on both of two channels.
const fetched = new WeakSet<object>();
const endOfFetch = (message: unknown): void => {
	if (fetched.delete((message as { request: object }).request)) sent -= 1;
};

const channels = {
	'http.client.request.start': (message: unknown): void => {
		sent += 1;
		(message as { request: ClientRequest }).request.once('close', () => {
			sent -= 1;
		});
	},
	'undici:request:create': (message: unknown): void => {
		sent += 1;
		fetched.add((message as { request: object }).request);
	},
	'undici:request:trailers': endOfFetch,
	'undici:request:error': endOfFetch,
	'http.server.request.start': (message: unknown): void => {
		const { response } = message as { response: ServerResponse };
		let isHeld = true;
		held += 1;
		const letGo = () => {
			if (isHeld) held -= 1;
			isHeld = false;
		};
		response.once('prefinish', letGo);
		response.once('close', letGo);
	},
};

for (const [name, listener] of Object.entries(channels)) diagnostics.subscribe(name, listener);

// The channels outlive a test file, as the worker of jest does.
if (typeof afterAll === 'function') {
	afterAll(() => {
		for (const [name, listener] of Object.entries(channels))
			diagnostics.unsubscribe(name, listener);
	});
}

/** The HTTP requests of this process that have left and not arrived, or whose answers have not. */
export function requestsOnTheirWay(): number {
	return sent - held;
}
