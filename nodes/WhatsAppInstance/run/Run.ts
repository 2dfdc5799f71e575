import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Provider, ReadParameter } from '../../providers/Provider';
import { uptime } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { ApiClient, readAccess } from '../../transport/ApiClient';
import { creationLogFor, type CreationLog } from './CreationLog';
import { AccountInstances } from './AccountInstances';
import { toNodeError } from '../../shared/nodeErrors';

import type { RequestBounds, Send } from '../../transport/types';

import { RateLimiter, type RateLimit } from '../../transport/RateLimiter';
import { readSeconds } from '../../domain/parameters';
import { toErrorItem } from './errorItem';

/** One account as this run sees it: its requests, and the instances known so far. */
export interface Account {
	client: ApiClient;
	instances: AccountInstances;
}

/** One input item, with its own parameters, account and bounds. */
export interface RunItem extends Account {
	index: number;
	read: ReadParameter;
	bounds: RequestBounds;
	send: Send;
}

/** What became of the work on one item. */
export type Outcome<T> = { value: T } | { error: unknown };

/** How many items an operation works on side by side where nothing else limits it. */
export const MAX_CONCURRENCY = 5;

const DEFAULT_REQUEST_TIMEOUT = 60;
const DEFAULT_RATE_LIMIT_WAIT = 300;

/** One execution of the node over all its input items. */
export class Run {
	private readonly started = uptime();

	private readonly accounts = new Map<string, Account>();

	/** What this run and earlier tries have created, for the case that their output is lost. */
	readonly creations: CreationLog;

	readonly itemCount: number;

	/** Whether one failed item ends the node, and n8n throws the output away. */
	readonly stopsOnError: boolean;

	constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
	) {
		const input = context.getInputData();
		this.itemCount = input.length;
		this.stopsOnError = !context.continueOnFail();
		this.creations = creationLogFor(input, provider.endpoint.title);
	}

	/**
	 * Works on the items side by side, at most `concurrency` at a time, and keeps their order. One
	 * item in may give several out. A failed item becomes an error item when the node continues on
	 * errors; otherwise the first error is thrown, and names the instances that were created,
	 * because n8n throws the output away.
	 */
	async forEachItem(
		concurrency: number,
		work: (item: RunItem) => Promise<INodeExecutionData | INodeExecutionData[]>,
	): Promise<INodeExecutionData[]> {
		return this.present(
			await this.settleItems(concurrency, async (index) => await work(await this.item(index))),
		);
	}

	/** The output for what became of each item. */
	present(outcomes: Array<Outcome<INodeExecutionData | INodeExecutionData[]>>) {
		this.hintAtQrCodes();
		this.hintAtWaiting();
		return outcomes.flatMap((outcome, index) => {
			if ('value' in outcome) return outcome.value;
			const unconfirmed = this.creations.describeUnconfirmed(index);
			return toErrorItem(this.errorOf(outcome.error, index, unconfirmed), index);
		});
	}

	private errorOf(error: unknown, index: number, addition: string) {
		const secrets = [...this.accounts.values()].flatMap(({ client }) => client.secrets.values);
		return toNodeError(this.context, error, index, addition, secrets);
	}

	/**
	 * Works on the items by their index. When the node stops on errors, no further item is started
	 * after one has failed, those under way are finished, and the first error is thrown.
	 */
	async settleItems<T>(
		concurrency: number,
		work: (index: number) => Promise<T>,
	): Promise<Array<Outcome<T>>> {
		const outcomes: Array<Outcome<T>> = [];
		const fatal = new Map<number, unknown>();
		let next = 0;

		const worker = async () => {
			while (next < this.itemCount && fatal.size === 0) {
				const index = next++;
				try {
					outcomes[index] = { value: await work(index) };
				} catch (error) {
					outcomes[index] = { error };
					if (this.stopsOnError || isCancellation(error)) fatal.set(index, error);
				}
			}
		};
		await Promise.all(Array.from({ length: Math.min(concurrency, this.itemCount) }, worker));
		this.stopAtFirst(fatal);
		return outcomes;
	}

	/** Throws the first of the errors, which are given by the index of their item. */
	stopAtFirst(errors: ReadonlyMap<number, unknown>): void {
		const first = [...errors.keys()].sort((a, b) => a - b)[0];
		if (first === undefined) return;
		throw this.errorOf(errors.get(first), first, this.creations.describeAll(first));
	}

	/** @throws {ParameterError} when an option or the credential of the item cannot be used */
	async item(index: number): Promise<RunItem> {
		const read: ReadParameter = (name, fallback) =>
			this.context.getNodeParameter(name, index, fallback) as typeof fallback;
		const bounds = readBounds(read);
		const account = await this.account(index);
		return { index, read, bounds, send: account.client.sender(bounds), ...account };
	}

	/** Items may use different accounts, because credentials can hold expressions. */
	private async account(index: number): Promise<Account> {
		const { credentialType } = this.provider.endpoint;
		const credentials: ICredentialDataDecryptedObject = await this.context.getCredentials(
			credentialType,
			index,
		);
		const { accountId } = readAccess(this.provider.endpoint, credentials);
		const known = this.accounts.get(accountId);
		if (known !== undefined) return known;

		const client = new ApiClient({
			context: this.context,
			api: this.provider,
			credentials,
			limiter: new RateLimiter(),
			// Older n8n does not have it.
			signal: this.context.getExecutionCancelSignal?.(),
		});
		const created = this.creations.of(client);
		const account = { client, instances: new AccountInstances(this.provider, created) };
		this.accounts.set(accountId, account);
		return account;
	}

	private hintAtQrCodes(): void {
		const issued = [...this.accounts.values()].flatMap(({ instances }) => instances.issuedQrCodes);
		if (issued.length === 0) return;
		const lives = issued.flatMap(({ qrCode }) => qrCode.validFor ?? []);
		const time =
			lives.length === 0
				? 'a short time only'
				: `${Math.round(Math.min(...lives) / 1000)} seconds at most`;
		this.hint(
			`A QR code can be scanned for ${time}, so send it right away. Get a fresh one with the operation Get QR Code.`,
		);
	}

	private hintAtWaiting(): void {
		let waited = 0;
		for (const { client } of this.accounts.values()) waited += client.waitedForLimits;
		if (waited < 1000) return;
		// Items wait side by side, so that the sum may be longer than the whole run.
		const seconds = Math.round(Math.min(waited, uptime() - this.started) / 1000);
		this.hint(
			`Waiting for the rate limits of ${this.provider.endpoint.title} made this run up to ${seconds} seconds longer. To get results as they come, run this node in a loop over the items, one at a time.`,
		);
	}

	private hint(message: string): void {
		// Older n8n does not have it.
		this.context.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
	}
}

function readBounds(read: ReadParameter): RequestBounds {
	const options = read<Record<string, unknown>>('options', {});
	const requestTimeout = readSeconds(
		options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT,
		'Request Timeout',
		1,
		600,
	);
	const rateLimitWait = readSeconds(
		options.rateLimitWait ?? DEFAULT_RATE_LIMIT_WAIT,
		'Rate Limit Wait',
		0,
		86_400,
	);
	return { requestTimeout, rateLimitWait, budget: { remaining: rateLimitWait } };
}

function isCancellation(error: unknown): boolean {
	return error instanceof ProviderError && error.traits.isCancellation;
}

/** How many items an operation works on side by side within a documented limit. */
export function concurrencyWithin(limit: RateLimit | undefined): number {
	return Math.min(MAX_CONCURRENCY, limit?.requests ?? Infinity);
}
