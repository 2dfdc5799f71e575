import type { ProviderName } from '../../nodes/providers/index.ts';
import { hypersenderDescriptor } from '../sandbox/hypersender/descriptor.cts';
import { wachatDescriptor } from '../sandbox/wachat/descriptor.cts';
import type { ProviderDescriptor } from './ProviderDescriptor.cts';

/** What the tests know of each provider; one that is missing does not compile. */
export const descriptors: Readonly<Record<ProviderName, ProviderDescriptor>> = {
	hypersender: hypersenderDescriptor,
	wachat: wachatDescriptor,
};

export const PROVIDER_NAMES = Object.keys(descriptors) as ProviderName[];

export function isProviderName(name: unknown): name is ProviderName {
	return PROVIDER_NAMES.some((one) => one === name);
}

/** Makes something for each provider. */
export function forEachProvider<Part>(
	make: (name: ProviderName) => Part,
): Record<ProviderName, Part> {
	const parts = PROVIDER_NAMES.map((name) => [name, make(name)] as const);
	return Object.fromEntries(parts) as Record<ProviderName, Part>;
}

/** A provider as a test meets it: its name and what the tests know of it. */
export interface Side extends ProviderDescriptor {
	provider: ProviderName;
}

/** For `describe.each`. */
export const sides: readonly Side[] = PROVIDER_NAMES.map((provider) => ({
	...descriptors[provider],
	provider,
}));

/** The limit of a route, in requests a minute; undefined where none is documented. */
export function limitOf(
	{ limits }: Pick<ProviderDescriptor, 'limits'>,
	wanted: string,
): number | undefined {
	return limits.find(({ route }) => route === wanted)?.perMinute;
}

/** A word for a status that no document has. */
export function unknownWordOf({ statuses }: Pick<ProviderDescriptor, 'statuses'>): string {
	const found = statuses.find(([, status]) => status === 'unknown');
	if (found === undefined) throw new Error('the descriptor has no word that nobody knows');
	return found[0];
}
