import { hypersender } from './hypersender';
import type { Provider } from './Provider';
import { wachat } from './wachat';

/** Every provider the nodes offer, in the order they are shown. */
export const providerList: readonly Provider[] = [hypersender, wachat];
