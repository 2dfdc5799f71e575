import type { ProviderName } from '../../../nodes/providers/index.ts';
import type { LiveProvider } from '../LiveProvider.cts';
import { hypersenderLive } from './hypersender/index.cts';
import { wachatLive } from './wachat/index.cts';

/** What the check knows of each provider; one that is missing does not compile. */
export const liveProviders: Readonly<Record<ProviderName, LiveProvider>> = {
	hypersender: hypersenderLive,
	wachat: wachatLive,
};
