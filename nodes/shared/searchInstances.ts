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
import { ParameterError } from '../domain/parameters';
import { withoutNationalDigits } from '../domain/phone';
import { phoneSpellings } from '../domain/phoneSpellings';
import { nameKey } from '../domain/sameName';
import { RateLimiter } from '../transport/RateLimiter';

const LOOK_UP_TIMEOUT = 20_000;

// The editor renders all it gets at once, and requests more when somebody scrolls to the end.
const PAGE_SIZE = 1000;

/**
 * The entries of the instance picker, which show name, phone and status and are found by all of it.
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
		const wanted = nameKey(filter);
		// Only where it looks like a phone number; otherwise "Shop 2" would find every phone with a 2
		// in it.
		const digits = /^[+\d\s().-]+$/.test(wanted) ? wanted.replace(/\D/g, '') : '';
		return instances
			.map((instance) => ({ instance, name: describe(instance), value: instance.instanceId }))
			.filter(
				({ instance, name }) =>
					nameKey(name).includes(wanted) || (digits !== '' && hasDigits(instance, digits)),
			)
			.map(({ name, value }) => ({ name, value }))
			.sort((a, b) => a.name.localeCompare(b.name));
	} catch (error) {
		throw toNodeError(context, error);
	}
}

/**
 * Whether a phone, in one of its spellings, contains these digits; also when they begin with the zero
 * of a call inside the country.
 */
function hasDigits({ phone, assignedPhone }: Instance, digits: string): boolean {
	const parts = [digits, withoutNationalDigits(digits), digits.replace(/^0+/, '')];
	return [phone, assignedPhone].some((number) =>
		phoneSpellings(number ?? '').some((spelling) =>
			parts.some((part) => part !== '' && spelling.includes(part)),
		),
	);
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

function describe({ name, phone, status, instanceId }: Instance): string {
	const details = [phone === null ? null : `+${phone}`, STATUS_WORDS[status]].filter(Boolean);
	return `${name ?? instanceId} (${details.join(', ')})`;
}

const STATUS_WORDS: Record<Instance['status'], string> = {
	pending: 'pending',
	starting: 'starting',
	awaitingScan: 'awaiting scan',
	connected: 'connected',
	disconnected: 'disconnected',
	failed: 'failed',
	unknown: 'status unknown',
};
