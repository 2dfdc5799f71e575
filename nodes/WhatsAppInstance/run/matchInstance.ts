import { ParameterError } from '../../domain/parameters';
import { isForPhone } from '../../domain/phoneSpellings';
import { isSameName } from '../../domain/sameName';
import type { CreatePlan, InstanceRecord, NamePolicy, Provider } from '../../providers/Provider';

interface NameRules {
	/** Whether the provider itself refuses a second instance, so that trying does no harm. */
	refusesSecond: boolean;
	/** Whether a name identifies one instance of the account. */
	isUnique: boolean;
}

/** What follows from how names relate to instances. */
export const NAME_RULES: Record<NamePolicy, NameRules> = {
	unique: { refusesSecond: true, isUnique: true },
	repeatable: { refusesSecond: false, isUnique: false },
	identity: { refusesSecond: false, isUnique: true },
};

/**
 * Finds the instance a plan describes: a name that looks the same and, where a phone is given, the
 * same phone, however it is spelled. An instance whose phone the provider does not report counts as
 * the same one, because a wrong guess the other way would create it a second time.
 *
 * @param listed the instances to search; others may be among them
 * @throws {ParameterError} when several match, or when the name is unique and belongs to another
 * phone
 */
export function findExisting(
	provider: Provider,
	listed: readonly InstanceRecord[],
	{ name, phone }: Pick<CreatePlan, 'name' | 'phone'>,
): InstanceRecord | undefined {
	const sameName = listed.filter(({ instance }) => isSameName(instance.name ?? '', name));
	const samePhone = sameName.filter(
		({ instance }) => phone !== null && isForPhone(instance, phone),
	);
	const candidates =
		phone === null ? sameName : sameName.filter(({ instance }) => instance.phone === null);
	const matches = samePhone.length > 0 ? samePhone : preferExact(candidates, name);
	if (matches.length > 1) {
		throw new ParameterError(
			`Several instances are named '${name}': ${describe(matches)}`,
			`Choose another name,${phone === null ? ' give the phone number as well,' : ''} or use 'Get QR Code' with the ID of the one you mean`,
		);
	}
	const isTaken = sameName.some(({ instance }) => instance.name === name);
	if (matches.length === 0 && isTaken && NAME_RULES[provider.create.names].isUnique) {
		throw new ParameterError(
			`'Name' is taken: '${name}' belongs to another phone`,
			`${provider.endpoint.title} allows each name once. Choose another name, or give the phone of ${describe(sameName)}`,
		);
	}
	return matches[0];
}

/** Where only names decide, one that is spelled the same is meant rather than one that looks the same. */
function preferExact(records: readonly InstanceRecord[], name: string): readonly InstanceRecord[] {
	const exact = records.filter(({ instance }) => instance.name === name);
	return exact.length > 0 ? exact : records;
}

/** Names instances in an error, so that they can be told apart. */
function describe(records: readonly InstanceRecord[]): string {
	return records
		.map(({ instance: { instanceId, phone } }) =>
			phone === null ? instanceId : `${instanceId} (+${phone})`,
		)
		.join(', ');
}
