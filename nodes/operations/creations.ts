import type { Instance } from '../domain/instance';
import type { Listed } from '../providers/Provider';
import type { ProviderError } from '../transport/ProviderError';
import type { Session } from '../transport/Session';
import { keyOf } from './createTurns';
import type { FoundOrCreated } from './findOrCreate';
import type { RunItem } from './Run';

// With 'Retry On Fail', n8n throws away what a failed try has put out, and hands the same items to
// the next one. What a try has created must not be lost with it.
const known = new WeakMap<object, Creations>();

interface Doubt {
	index: number;
	name: string;
	cause: ProviderError;
	duringTry: number;
}

/** The creations out of some input items, the same for each try. */
export function creationsFor(input: object, providerTitle: string): Creations {
	const creations = known.get(input) ?? new Creations(providerTitle);
	known.set(input, creations);
	creations.startTry();
	return creations;
}

/** What a node has created out of its input, over all tries of 'Retry On Fail'. */
export class Creations {
	private readonly accounts = new Map<string, Listed[]>();

	private readonly instances: Instance[] = [];

	/** By account and name. */
	private readonly doubts = new Map<string, Doubt>();

	private currentTry = 0;

	constructor(private readonly providerTitle: string) {}

	startTry(): void {
		this.currentTry += 1;
	}

	/** What is known to have been created in an account; to be added to. */
	of({ accessFingerprint }: Session): Listed[] {
		const listed = this.accounts.get(accessFingerprint) ?? [];
		this.accounts.set(accessFingerprint, listed);
		return listed;
	}

	/** Remembers that nobody knows whether the instance of an item was created, and why. */
	doubt({ session, index }: RunItem, name: string, cause: ProviderError): void {
		this.doubts.set(keyOf(session, name), { index, name, cause, duringTry: this.currentTry });
	}

	/** Why nobody knows whether an instance of that name was created; absent when it is known. */
	doubtAbout(session: Session, name: string): ProviderError | undefined {
		return this.doubts.get(keyOf(session, name))?.cause;
	}

	/** Says which instance an item has got. */
	settle({ session }: RunItem, name: string, { instance, created }: FoundOrCreated): void {
		const wasInDoubt = this.doubts.delete(keyOf(session, name));
		if (created || wasInDoubt) this.instances.push(instance);
	}

	/** Says what an item that fails cannot say itself, because an earlier try has come to it. */
	describeDoubtOf(index: number): string {
		return describeDoubts(this.openNames((doubt) => doubt.index === index && !this.isNew(doubt)));
	}

	/** Names everything, for the error of an item that ends the node. */
	describeAll(failed: number): string {
		const names = this.instances.map(({ name, instanceId }) => `${name ?? ''} (${instanceId})`);
		const certain =
			names.length === 0
				? ''
				: `Created in this run and kept by ${this.providerTitle}: ${names.join(', ')}`;
		const open = this.openNames((doubt) => doubt.index !== failed || !this.isNew(doubt));
		return [certain, describeDoubts(open)].filter((part) => part !== '').join('. ');
	}

	private openNames(isMeant: (doubt: Doubt) => boolean): string[] {
		return [...this.doubts.values()].filter(isMeant).map(({ name }) => `'${name}'`);
	}

	private isNew({ duringTry }: Doubt): boolean {
		return duringTry === this.currentTry;
	}
}

function describeDoubts(names: readonly string[]): string {
	if (names.length === 0) return '';
	return `It could not be found out whether this run has created ${names.join(', ')}; it may still appear`;
}
