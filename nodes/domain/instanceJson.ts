import { type Instance, isConnected } from './instance';
import type { JsonObject } from './json';
import { hideSecrets, presentableResponse, type KnownSecrets } from './redact';

/**
 * An instance as it may be shown. The next node needs its ID and name unchanged, so only known
 * secrets are removed from them.
 */
export function withoutSecrets(instance: Instance, secrets: KnownSecrets): Instance {
	const { accessToken, details } = instance;
	const values = accessToken === undefined ? secrets.values : [...secrets.values, accessToken];
	const clean = (text: string | null) => (text === null ? null : hideSecrets(text, values));
	return {
		...instance,
		instanceId: hideSecrets(instance.instanceId, values),
		name: clean(instance.name),
		phone: clean(instance.phone),
		providerStatus: clean(instance.providerStatus),
		createdAt: clean(instance.createdAt),
		...(details && { details: presentableResponse(details, { ...secrets, values }) }),
	};
}

/** An instance to choose or to store: with its exact ID, and its name as it may be shown. */
export function withNameShown(instance: Instance, secrets: KnownSecrets): Instance {
	return { ...instance, name: withoutSecrets(instance, secrets).name };
}

/** An instance as JSON for an output item, the same for every provider. */
export function instanceJson(
	provider: string,
	instance: Instance,
	secrets: KnownSecrets,
): JsonObject {
	const shown = withoutSecrets(instance, secrets);
	return {
		provider,
		instanceId: shown.instanceId,
		name: shown.name,
		phone: shown.phone === null ? null : `+${shown.phone}`,
		status: shown.status,
		providerStatus: shown.providerStatus,
		connected: isConnected(shown),
		...(shown.assignedPhone !== undefined && {
			phoneHint: `The phone that is connected is +${shown.phone ?? ''}, but the instance was created for +${shown.assignedPhone}`,
		}),
		createdAt: shown.createdAt,
		...shown.details,
	};
}
