import { redactText, type KnownSecrets, type SecretRules } from '../domain/redact';
import { secretVariants } from '../domain/secretVariants';

/** The secrets of one account, in every form in which somebody may repeat them. */
export class SecretRegistry implements KnownSecrets {
	readonly values: string[] = [];

	/** @param rules how the vendor's own secrets are recognized */
	constructor(readonly rules: SecretRules) {}

	/** Has a secret hidden from now on. Whatever is not a text is none. */
	add(secret: unknown): void {
		if (typeof secret !== 'string') return;
		const variants = secretVariants(secret);
		this.values.push(...variants.filter((variant) => !this.values.includes(variant)));
	}

	/** Takes the secrets, and whatever looks like one, out of a text. */
	readonly redact = (text: string): string => redactText(text, this);
}
