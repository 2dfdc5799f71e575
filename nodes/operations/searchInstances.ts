import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { findProvider } from '../providers';
import { ParameterError } from '../domain/ParameterError';
import { Session } from '../transport/Session';
import { toNodeError } from './itemErrors';
import type { Instance } from '../domain/instance';

const LOOK_UP_TIMEOUT = 20_000;

/**
 * The entries of the instance picker: name, phone and status, searchable by name and phone.
 *
 * @throws what went wrong, so that the editor shows it instead of an empty list
 */
export async function searchInstances(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const instances = await listInstances(this);
		const wanted = filter.trim().toLowerCase();
		// Looks like a phone number; otherwise "Shop 2" would find every phone with a 2 in it.
		const digits = /^[+\d\s().-]+$/.test(wanted) ? wanted.replace(/\D/g, '') : '';
		const found = instances.filter(
			({ name, phone }) =>
				(name ?? '').toLowerCase().includes(wanted) ||
				(digits !== '' && (phone ?? '').includes(digits)),
		);
		return {
			results: found
				.map((instance) => ({ name: describe(instance), value: instance.instanceId }))
				.sort((a, b) => a.name.localeCompare(b.name)),
		};
	} catch (error) {
		throw toNodeError(this, error);
	}
}

/**
 * The entries of a choice of several instances.
 *
 * @throws what went wrong, so that the editor shows it instead of an empty list
 */
export async function getInstanceOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const { results } = await searchInstances.call(this);
	return results.map(({ name, value }) => ({ name, value }));
}

async function listInstances(context: ILoadOptionsFunctions): Promise<Instance[]> {
	const provider = findProvider(context.getCurrentNodeParameter('provider'));
	if (provider === undefined) throw new ParameterError("'Provider' is not chosen", '');

	const credentials = await context.getCredentials(provider.credentialType);
	const session = new Session(context, provider, credentials);
	// Somebody is looking at the list, so a limit is reported instead of waited for.
	const send = session.sender({
		requestTimeout: LOOK_UP_TIMEOUT,
		rateLimitWait: 0,
		budget: { remaining: 0 },
	});
	return (await provider.getMany(send)).map(({ instance }) => instance);
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
