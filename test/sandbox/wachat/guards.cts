import { bearerKey, type Answer, type Handler, type ProviderRequest } from '../answers.cts';
import type { WachatAccount, WachatInstance } from './account.cts';

export interface WachatGuards {
	/** Lets a request with the account's bearer key through. */
	keyed: (handle: Handler) => Handler;
	/** As `keyed`, and accepts the key in the query too (API.md, "Access"). */
	keyedOrQuery: (handle: Handler) => Handler;
	/** Finds the instance the query names. */
	ofInstance: (
		handle: (instance: WachatInstance, request: ProviderRequest) => Answer | Promise<Answer>,
	) => Handler;
}

export function wachatGuards(account: WachatAccount, apiKey: string): WachatGuards {
	return {
		keyed: (handle) => (request) =>
			bearerKey(request) === apiKey ? handle(request) : refused(401),
		keyedOrQuery: (handle) => (request) =>
			bearerKey(request) === apiKey || request.query['apiKey'] === apiKey
				? handle(request)
				: refused(401),
		ofInstance: (handle) => (request) => {
			const name = request.query['instanceName'];
			if (!name) return failed(400, 'instanceName is required.');
			const instance = account.find(name);
			return instance === null ? instanceNotFound : handle(instance, request);
		},
	};
}

const REFUSALS = {
	401: 'Missing or invalid API key.',
	403: 'Subscription restriction prevented this action.',
};

/** The response when key, plan or limit do not allow the call (API.md, "Errors"). */
export function refused(status: keyof typeof REFUSALS): Answer {
	return { status, body: { message: REFUSALS[status] } };
}

export function failed(status: number, error: string): Answer {
	return { status, body: { success: false, error } };
}

export const instanceNotFound = failed(404, 'Instance not found.');
