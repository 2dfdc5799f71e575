import type { Instance } from '../../domain/instance';
import { isSamePhone } from '../../domain/phoneSpellings';
import { isSameName } from '../../domain/sameName';
import type { CreatePlan, InstanceRecord } from '../../providers/Provider';
import type { ProviderError } from '../../transport/ProviderError';
import type { ApiClient } from '../../transport/ApiClient';

// With 'Retry On Fail', n8n discards the output of a failed try and passes the same items to the
// next one. What a try has created must not be lost with its output.
const known = new WeakMap<object, CreationLog>();

/** Identifies an instance before it has an ID. */
type Wanted = Pick<CreatePlan, 'name' | 'phone'>;

/** An input item and the account it is for. */
interface ItemOfAccount {
	client: ApiClient;
	index: number;
}

/** The instance an item ended up with, and whether it was created for that item. */
interface Result extends InstanceRecord {
	created: boolean;
}

interface Unconfirmed extends Wanted {
	account: string;
	index: number;
	cause: ProviderError;
	duringTry: number;
}

/**
 * The log for some input items. Every try that gets the same items gets the same log.
 *
 * @param input the array of input items, which n8n passes to every try
 * @param providerTitle the provider's title, for the texts
 */
export function creationLogFor(input: object, providerTitle: string): CreationLog {
	const creations = known.get(input) ?? new CreationLog(providerTitle);
	known.set(input, creations);
	creations.startTry();
	return creations;
}

/** What a node has created from its input, over all tries of 'Retry On Fail'. */
export class CreationLog {
	private readonly accounts = new Map<string, InstanceRecord[]>();

	private readonly instances: Instance[] = [];

	private readonly createdBy = new Map<number, InstanceRecord>();

	private unconfirmed: Unconfirmed[] = [];

	private currentTry = 0;

	constructor(private readonly providerTitle: string) {}

	startTry(): void {
		this.currentTry += 1;
	}

	/** The instances known to have been created in an account; callers append to it. */
	of({ accountId }: ApiClient): InstanceRecord[] {
		const listed = this.accounts.get(accountId) ?? [];
		this.accounts.set(accountId, listed);
		return listed;
	}

	/** Records that it is not known whether the instance of an item was created, and why. */
	markUnconfirmed({ client, index }: ItemOfAccount, wanted: Wanted, cause: ProviderError): void {
		const { name, phone } = wanted;
		const account = client.accountId;
		this.forget((one) => isFor(one, client, name) && isSame(one.phone, phone));
		this.unconfirmed.push({ account, name, phone, index, cause, duringTry: this.currentTry });
	}

	/**
	 * The error that left open whether such an instance was created; `undefined` when that is known.
	 * Without a phone, the name alone decides.
	 */
	unconfirmedCause(client: ApiClient, { name, phone }: Wanted): ProviderError | undefined {
		return this.unconfirmed.find(
			(one) =>
				isFor(one, client, name) &&
				(one.phone === null || phone === null || isSamePhone(one.phone, phone)),
		)?.cause;
	}

	/** Records which instance an item ended up with. */
	settle(
		{ client, index }: ItemOfAccount,
		{ name, phone }: Wanted,
		{ instance, raw, created }: Result,
	): void {
		const wasUnconfirmed = this.forget(
			(one) =>
				isFor(one, client, name) &&
				(isSame(one.phone, phone) || (one.phone !== null && isSame(one.phone, instance.phone))),
		);
		if (!created && !wasUnconfirmed) return;
		this.instances.push(instance);
		if (created) this.createdBy.set(index, { instance, raw });
	}

	/** What an earlier try has created for an item; `undefined` when it has created nothing. */
	createdFor(index: number): InstanceRecord | undefined {
		return this.createdBy.get(index);
	}

	/**
	 * A sentence for the error of a failed item when an earlier try left its instance unconfirmed:
	 * the error itself covers only the current try. Empty when there is nothing to add.
	 */
	describeUnconfirmed(index: number): string {
		return describeNames(this.openNames((one) => one.index === index && !this.isNew(one)));
	}

	/**
	 * Lists everything created or left unconfirmed, for the error that ends the node.
	 *
	 * @param failed the index of the item that the error is about
	 */
	describeAll(failed: number): string {
		const names = this.instances.map(({ name, instanceId }) => `${name ?? ''} (${instanceId})`);
		const certain =
			names.length === 0
				? ''
				: `Created in this run and still at ${this.providerTitle}: ${names.join(', ')}`;
		const open = this.openNames((one) => one.index !== failed || !this.isNew(one));
		return [certain, describeNames(open)].filter((part) => part !== '').join('. ');
	}

	private openNames(isMeant: (one: Unconfirmed) => boolean): string[] {
		return [...new Set(this.unconfirmed.filter(isMeant).map(({ name }) => `'${name}'`))];
	}

	/**
	 * Removes matching entries.
	 *
	 * @returns whether there were any
	 */
	private forget(isMeant: (one: Unconfirmed) => boolean): boolean {
		const before = this.unconfirmed.length;
		this.unconfirmed = this.unconfirmed.filter((one) => !isMeant(one));
		return this.unconfirmed.length < before;
	}

	private isNew({ duringTry }: Unconfirmed): boolean {
		return duringTry === this.currentTry;
	}
}

function isFor(one: Unconfirmed, { accountId }: ApiClient, name: string): boolean {
	return one.account === accountId && isSameName(one.name, name);
}

function isSame(one: string | null, other: string | null): boolean {
	return one === null || other === null ? one === other : isSamePhone(one, other);
}

function describeNames(names: readonly string[]): string {
	if (names.length === 0) return '';
	return `This run couldn't confirm whether ${names.join(', ')} was created; it may still appear`;
}
