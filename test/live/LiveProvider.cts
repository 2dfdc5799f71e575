import type { FactPlans } from './findings.cts';
import type { LiveAccount } from './LiveAccount.cts';

/** A path that no API has. */
export const UNKNOWN_PATH = '/live-check/no-such-path';

/** The steps in the life of a throw-away instance; the same at every provider. */
export type LifeStep =
	| 'create'
	| 'lookUp'
	| 'code'
	| 'state'
	| 'codeRenewed'
	| 'logOut'
	| 'logOutAgain'
	| 'delete'
	| 'deleteAgain'
	| 'cleanUp';

/** A throw-away instance that exists. */
export interface LiveInstance {
	instanceId: string;
	name: string;
}

/** Steps of one provider in the life of a throw-away instance. */
export type LifeWork<Step extends string> = (
	account: LiveAccount<Step>,
	instance: LiveInstance,
) => Promise<void>;

/** What the check knows of one provider: which requests show something, and what they show. */
export interface LiveProvider<Step extends string = string> {
	/**
	 * Sends the requests that change nothing.
	 *
	 * @throws {ProviderError} when the check cannot run: the key is refused, the address is wrong
	 */
	look(account: LiveAccount<Step>): Promise<void>;
	/** The assumed facts of its `API.md`, all of them. */
	readonly facts: FactPlans<Step>;
	readonly life: {
		/** Whether an instance has to have a phone. */
		readonly phone: 'required' | 'optional';
		/** Parameters of Create besides name and phone. */
		readonly parameters: Readonly<Record<string, unknown>>;
		/** What it costs, in sentences, for the question before it starts. */
		readonly costs: readonly string[];
		/** How to remove the instance by hand, where the API cannot delete it. */
		readonly removeByHand: string | undefined;
		/** Milliseconds after which a code has run out. */
		readonly codeLifetime: number;
		/** What else shows something right after Create. It must not create anything. */
		readonly afterCreate: LifeWork<Step> | undefined;
		/** What else shows something after the code was renewed. */
		readonly afterCodes: LifeWork<Step> | undefined;
	};
}
