import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/Provider';

/** Which provider a node works with, of those it offers. */
export function providerField(offered: readonly Provider[]): INodeProperties {
	const field: INodeProperties = {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		options: offered.map(({ name, endpoint, description }) => ({
			name: endpoint.title,
			value: name,
			description,
		})),
		default: '',
		description: 'The service that runs the instances',
	};
	return { ...field, default: offered[0]?.name ?? '' };
}

/**
 * The credential of each provider, shown when that provider is chosen. It uses `hide`, because
 * n8n's editor takes a parameter all of whose values are in a credential's `show` for the choice of
 * authentication, and does not display it (n8n 2.41.1, n8n-editor-ui, `getMainAuthField`).
 */
export function providerCredentials(offered: readonly Provider[]): INodeCredentialDescription[] {
	return offered.map(({ name, endpoint }) => ({
		name: endpoint.credentialType,
		required: true,
		displayOptions: {
			hide: { provider: offered.map((one) => one.name).filter((other) => other !== name) },
		},
	}));
}

/** The titles of some providers as part of a sentence, for example `A, B and C`. */
export function titlesOf(offered: readonly Provider[], conjunction: 'and' | 'or'): string {
	const titles = offered.map(({ endpoint }) => endpoint.title);
	const last = titles.pop() ?? '';
	return titles.length === 0 ? last : `${titles.join(', ')} ${conjunction} ${last}`;
}
