import type { Instance } from '../../domain/instance';
import type { CreatePlan, InstanceRecord } from '../../providers/Provider';
import type { ProviderError } from '../../transport/ProviderError';
import type { ApiClient } from '../../transport/ApiClient';

// With 'Retry On Fail', n8n throws away what a failed try has put out, and hands the same items to
// the next one. What a try has created must not be lost with it.
const known = new WeakMap<object, CreationLog>();

/** What names an instance before it has an ID. */
type Wanted = Pick<CreatePlan, 'name' | 'phone'>;

/** An input item and the account it is for. */
interface ItemOfAccount {
	client: ApiClient;
	index: number;
}

/** The instance an item has got, and whether it was created for it. */
interface Result {
	instance: Instance;
	created: boolean;
}

interface Unconfirmed extends Wanted {
	account: string;
	index: number;
	cause: ProviderError;
	duringTry: number;
}

/** The creations out of some input items, the same for each try. */
export function creationLogFor(input: object, providerTitle: string): CreationLog {
	const creations = known.get(input) ?? new CreationLog(providerTitle);
	known.set(input, creations);
	creations.startTry();
	return creations;
}

/** What a node has created out of its input, over all tries of 'Retry On Fail'. */
export class CreationLog {
	private readonly accounts = new Map<string, InstanceRecord[]>();

	private readonly instances: Instance[] = [];

	private unconfirmed: Unconfirmed[] = [];

	private currentTry = 0;

	constructor(private readonly providerTitle: string) {}

	startTry(): void {
		this.currentTry += 1;
	}

	/** What is known to have been created in an account; to be added to. */
	of({ accountId }: ApiClient): InstanceRecord[] {
		const listed = this.accounts.get(accountId) ?? [];
		this.accounts.set(accountId, listed);
		return listed;
	}

	/** Remembers that nobody knows whether the instance of an item was created, and why. */
	markUnconfirmed({ client, index }: ItemOfAccount, wanted: Wanted, cause: ProviderError): void {
		const { name, phone } = wanted;
		const account = client.accountId;
		this.forget((one) => isFor(one, client, name) && one.phone === phone);
		this.unconfirmed.push({ account, name, phone, index, cause, duringTry: this.currentTry });
	}

	/**
	 * Why nobody knows whether such an instance was created; absent when it is known. Without a phone
	 * the name alone decides.
	 */
	unconfirmedCause(client: ApiClient, { name, phone }: Wanted): ProviderError | undefined {
		return this.unconfirmed.find(
			(one) =>
				isFor(one, client, name) && (one.phone === phone || one.phone === null || phone === null),
		)?.cause;
	}

	/** Says which instance an item has got. */
	settle({ client }: ItemOfAccount, { name, phone }: Wanted, { instance, created }: Result): void {
		const wasUnconfirmed = this.forget(
			(one) =>
				isFor(one, client, name) &&
				(one.phone === phone || (one.phone !== null && one.phone === instance.phone)),
		);
		if (created || wasUnconfirmed) this.instances.push(instance);
	}

	/** Says what an item that fails cannot say itself, because an earlier try has come to it. */
	describeUnconfirmed(index: number): string {
		return describeNames(this.openNames((one) => one.index === index && !this.isNew(one)));
	}

	/** Names everything, for the error of an item that ends the node. */
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

	/** Whether there was such a one. */
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
	return one.account === accountId && one.name === name;
}

function describeNames(names: readonly string[]): string {
	if (names.length === 0) return '';
	return `This run couldn't confirm whether ${names.join(', ')} was created; it may still appear`;
}
