import type { KnownSecrets, SecretRules } from '../../../nodes/domain/redact.ts';
import { providerList } from '../../../nodes/providers/index.ts';

/** The rules of all providers together. */
export const anyRules: SecretRules = {
	fields: providerList.flatMap(({ secrets }) => secrets.fields),
	deliveryFields: providerList.flatMap(({ secrets }) => secrets.deliveryFields),
	patterns: providerList.flatMap(({ secrets }) => secrets.patterns),
	imageFields: providerList.flatMap(({ secrets }) => secrets.imageFields),
};

/** These secrets, and what looks like one at any provider. */
export function known(values: readonly string[] = []): KnownSecrets {
	return { values, rules: anyRules };
}
