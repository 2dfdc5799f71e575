import { type Instance, STATUS_TRAITS } from '../../domain/instance';
import type { LogoutCapability, StatusAfter } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import type { Run, RunItem } from './Run';

/** The status of an instance that needs no logout, because no phone is connected to it. */
const ALREADY_LOGGED_OUT: StatusAfter = { status: 'disconnected', providerStatus: null, raw: {} };

/**
 * Logs an instance out. Providers refuse this for an instance that is not connected, and a response
 * may be lost, so the live status decides whether an error is a failure.
 *
 * @throws {ProviderError} when the phone is still connected, or when that cannot be determined
 */
export async function logOut(
	{ provider }: Run,
	item: RunItem,
	{ instanceId, status }: Pick<Instance, 'instanceId' | 'status'>,
	logout: LogoutCapability,
): Promise<StatusAfter> {
	if (STATUS_TRAITS[status].isLoggedOut) return ALREADY_LOGGED_OUT;
	const loggedOut = await attempt(logout.run(item.send, instanceId));
	if ('value' in loggedOut) return loggedOut.value;

	const { error } = loggedOut;
	const { isRefusal, outcomeUnknown } = error.traits;
	if (isRefusal || outcomeUnknown) {
		const live = await attempt(provider.status.getLive(item.send, instanceId));
		const { isLoggedOut, awaitsScan } =
			STATUS_TRAITS['value' in live ? live.value.status : 'unknown'];
		if (isLoggedOut || (isRefusal && awaitsScan)) {
			return ALREADY_LOGGED_OUT;
		}
	}
	throw error;
}
