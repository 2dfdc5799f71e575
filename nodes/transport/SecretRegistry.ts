import { redactText, type KnownSecrets, type SecretRules } from '../domain/redact';
import { secretVariants } from '../domain/secretVariants';

/** The secrets of one account, in every spelling in which somebody may repeat them. */
export class SecretRegistry implements KnownSecrets {
	readonly values: string[] = [];

	/** @param rules how the vendor's own secrets are recognized */
	constructor(readonly rules: SecretRules) {}

	/** Hides a secret from now on. A value that is not text is ignored. */
	add(secret: unknown): void {
		if (typeof secret !== 'string') return;
		const variants = secretVariants(secret);
		this.values.push(...variants.filter((variant) => !this.values.includes(variant)));
	}

	/** Removes the secrets, and whatever looks like one, from a text. */
	readonly redact = (text: string): string => redactText(text, this);
}
