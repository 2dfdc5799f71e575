import { hypersender } from './hypersender';
import type { Provider } from './Provider';
import { wachat } from './wachat';

/** Every provider the nodes offer, in the order they are shown. */
export const providers = { hypersender, wachat } satisfies Record<string, Provider>;

/** The values of the parameter 'Provider'. */
export type ProviderName = keyof typeof providers;

export const providerList: readonly Provider[] = Object.values(providers);

/** The provider a node is set to; `undefined` when there is none with this name. */
export function findProvider(name: unknown): Provider | undefined {
	return providerList.find((provider) => provider.name === name);
}
