import type { ProviderName } from '../../../nodes/providers/index.ts';
import type { Turn } from '../support/turns.cts';
import { hypersenderTurns } from './hypersender/turns.cts';
import { wachatTurns } from './wachat/turns.cts';

/** The wrong assumptions about each provider; one that is missing does not compile. */
export const turns: Readonly<Record<ProviderName, readonly Turn[]>> = {
	hypersender: hypersenderTurns,
	wachat: wachatTurns,
};
