import { type Instance, isConnected } from './instance';
import type { JsonObject } from './json';
import { hideSecrets, presentableResponse, type KnownSecrets } from './redact';

/**
 * An instance as everybody may see it. The next node needs its ID and its name as they are, so that
 * nothing but known secrets is taken out of them.
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

/** An instance to be chosen or to be kept: known by its very ID, its name as everybody may see it. */
export function withNameShown(instance: Instance, secrets: KnownSecrets): Instance {
	return { ...instance, name: withoutSecrets(instance, secrets).name };
}

/** How an instance looks in an output item, the same for every provider. */
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
		createdAt: shown.createdAt,
		...shown.details,
	};
}
