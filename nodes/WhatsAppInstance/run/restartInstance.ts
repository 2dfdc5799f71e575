import { STATUS_TRAITS, type Instance } from '../../domain/instance';
import type { Provider, RestartCapability } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import type { ProviderError } from '../../transport/ProviderError';
import type { RunItem } from './Run';
import type { StatusRefresher } from './StatusRefresher';

// In milliseconds.
const RESTART_TAKES = 60_000;

/** Whether only a restart gets an instance to have a code again. */
export function needsRestart({ recovery }: Provider, { status }: Instance): boolean {
	return recovery[status] === 'restart';
}

/**
 * Restarts an instance, unless its live status shows that it runs, and waits until it can be scanned
 * or is connected, for a minute at most.
 *
 * @returns the error when the restart was refused
 * @throws {ProviderError} of kind `cancelled`
 */
export async function restartInstance(
	provider: Provider,
	restart: RestartCapability,
	item: RunItem,
	latest: StatusRefresher,
): Promise<ProviderError | undefined> {
	// A list may be wrong or old, and a restart interrupts a phone that is connected.
	await latest.check();
	if (!needsRestart(provider, latest.instance)) return undefined;
	const response = await attempt(restart.run(item.send, latest.instance.instanceId));
	if ('error' in response) {
		if (response.error.traits.isCancellation) throw response.error;
		return response.error;
	}
	const end = uptime() + RESTART_TAKES;
	do {
		await item.client.pause(provider.status.pollInterval);
		await latest.check();
	} while (!isReady(latest) && uptime() < end);
	return undefined;
}

function isReady({ instance, isConnected }: StatusRefresher): boolean {
	return isConnected || STATUS_TRAITS[instance.status].awaitsScan;
}
