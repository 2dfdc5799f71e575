import { hypersender } from './hypersender';
import type { Provider, ProviderName } from './Provider';
import { wachat } from './wachat';

/** Every provider the nodes offer, in the order they are shown. */
export const providers = { hypersender, wachat } satisfies Record<ProviderName, Provider>;

export const providerList: readonly Provider[] = Object.values(providers);
