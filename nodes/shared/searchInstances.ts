import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { findProvider } from '../providers';

import { withNameShown } from '../domain/instanceJson';
import { ApiClient } from '../transport/ApiClient';
import { toNodeError } from './nodeErrors';
import type { Instance } from '../domain/instance';
import { createInstanceFilter, describeInstance } from './instanceFilter';
import { ParameterError } from '../domain/parameters';
import { RateLimiter } from '../transport/RateLimiter';

const LOOK_UP_TIMEOUT = 20_000;

// The editor renders all it gets at once, and requests more when somebody scrolls to the end.
const PAGE_SIZE = 1000;

/**
 * The entries of the instance picker: name, phone and status, searchable by all of it.
 *
 * @param start where a further page begins: the `paginationToken` of the page before
 * @throws {NodeApiError | NodeOperationError} so that the editor shows what went wrong instead of
 * an empty list
 */
export async function searchInstances(
	this: ILoadOptionsFunctions,
	filter = '',
	start = '0',
): Promise<INodeListSearchResult> {
	const found = await findEntries(this, filter);
	const end = Number(start) + PAGE_SIZE;
	return {
		results: found.slice(Number(start), end),
		...(end < found.length && { paginationToken: String(end) }),
	};
}

/**
 * The entries of a list from which several instances can be chosen.
 *
 * @throws {NodeApiError | NodeOperationError} so that the editor shows what went wrong instead of
 * an empty list
 */
export async function getInstanceOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await findEntries(this, '');
}

async function findEntries(context: ILoadOptionsFunctions, filter: string) {
	try {
		const instances = await listInstances(context);
		return instances
			.filter(createInstanceFilter(filter))
			.map((instance) => ({ name: describeInstance(instance), value: instance.instanceId }))
			.sort((a, b) => a.name.localeCompare(b.name));
	} catch (error) {
		throw toNodeError(context, error);
	}
}

async function listInstances(context: ILoadOptionsFunctions): Promise<Instance[]> {
	const provider = findProvider(context.getCurrentNodeParameter('provider'));
	if (provider === undefined) throw new ParameterError("'Provider' is not chosen", '');

	const credentials = await context.getCredentials(provider.endpoint.credentialType);
	const limiter = new RateLimiter();
	const client = new ApiClient({ context, api: provider, credentials, limiter });
	// Somebody is looking at the list, so a limit is reported instead of waited for.
	const send = client.sender({
		requestTimeout: LOOK_UP_TIMEOUT,
		rateLimitWait: 0,
		budget: { remaining: 0 },
	});
	const listed = await provider.status.list(send);
	return listed.map(({ instance }) => withNameShown(instance, client.secrets));
}
