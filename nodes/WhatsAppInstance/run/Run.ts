import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { Provider, ReadParameter } from '../../providers/Provider';
import { uptime } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { ApiClient, readAccess } from '../../transport/ApiClient';
import { creationLogFor, type CreationLog } from './CreationLog';
import { AccountInstances } from './AccountInstances';
import { ItemParameters } from './ItemParameters';
import { toNodeError } from '../../shared/nodeErrors';

import type { RequestBounds, Send } from '../../transport/types';

import { RateLimiter, type RateLimit } from '../../transport/RateLimiter';
import { pairingKey } from '../../domain/pairingLink';
import { readSeconds } from '../../domain/parameters';
import { toErrorItem } from './errorItem';

/** One account as this run sees it: its client, and the instances known so far. */
export interface Account {
	client: ApiClient;
	instances: AccountInstances;
	/** Signs the pairing links of this account. */
	pairingKey: Buffer;
}

/** One input item, with its own parameters, account and bounds. */
export interface RunItem extends Account {
	index: number;
	read: ReadParameter;
	/** Reads which instance the item is about. */
	readInstance: () => unknown;
	bounds: RequestBounds;
	send: Send;
}

/** How the work on one item ended. */
export type Outcome<T> = { value: T } | { error: unknown };

/** How many items an operation processes concurrently where nothing else limits it. */
export const MAX_CONCURRENCY = 5;

const DEFAULT_REQUEST_TIMEOUT = 60;
const DEFAULT_RATE_LIMIT_WAIT = 300;

/** One execution of the node over all its input items. */
export class Run {
	private readonly started = uptime();

	private readonly accounts = new Map<string, Account>();

	/** What this run and earlier tries have created, in case their output is lost. */
	readonly creations: CreationLog;

	readonly itemCount: number;

	/** Whether one failed item ends the node, after which n8n discards the output. */
	readonly stopsOnError: boolean;

	private readonly parameters: ItemParameters;

	/** @param fields the parameters of the operation */
	constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
		fields: readonly INodeProperties[],
	) {
		this.parameters = new ItemParameters(context, fields);
		const input = context.getInputData();
		this.itemCount = input.length;
		this.stopsOnError = !context.continueOnFail();
		this.creations = creationLogFor(input, provider.endpoint.title);
	}

	/**
	 * Processes the items concurrently, at most `concurrency` at a time, and keeps their order. One
	 * input item may give several output items. All items are checked before the first is processed,
	 * so that a row that is wrong stops the node before anything has been changed. A failed item
	 * becomes an error item when the node continues on errors; otherwise the first error is thrown and
	 * lists the instances that were created, because n8n discards the output.
	 *
	 * @param check reads the parameters of an item
	 * @param work processes an item, and gets what `check` returned
	 * @returns the output items, in the order of the input items
	 * @throws {NodeApiError | NodeOperationError}
	 */
	async forEachItem<T>(
		concurrency: number,
		check: (item: RunItem) => Promise<T> | T,
		work: (item: RunItem, checked: T) => Promise<INodeExecutionData | INodeExecutionData[]>,
	): Promise<INodeExecutionData[]> {
		const items = await this.checkItems(check);
		return this.present(
			await this.settleItems(concurrency, async (index) => {
				const one = items[index];
				if (one === undefined || 'error' in one) throw one?.error;
				return await work(one.value.item, one.value.checked);
			}),
		);
	}

	/**
	 * Prepares all items.
	 *
	 * @returns each item and what `check` returned for it, or its error
	 * @throws {NodeApiError | NodeOperationError} the first error, when the node stops on errors
	 */
	async checkItems<T>(
		check: (item: RunItem) => Promise<T> | T,
	): Promise<Array<Outcome<{ item: RunItem; checked: T }>>> {
		return await this.settleItems(MAX_CONCURRENCY, async (index) => {
			const item = await this.item(index);
			return { item, checked: await check(item) };
		});
	}

	/**
	 * Turns the outcome of each item into output items, and adds execution hints about QR codes and
	 * rate limits.
	 */
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
		const explained = this.parameters.explain(error, index);
		return toNodeError(this.context, explained, index, addition, secrets);
	}

	/**
	 * Processes the items by index, at most `concurrency` at a time. When the node stops on errors,
	 * or the execution was cancelled, no further item is started after one has failed, those in
	 * progress are finished, and the first error is thrown.
	 *
	 * @returns the outcome of each item, in the order of the input items
	 * @throws {NodeApiError | NodeOperationError}
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

	/**
	 * Throws the error of the earliest item; does nothing when there are no errors.
	 *
	 * @param errors by item index
	 * @throws {NodeApiError | NodeOperationError}
	 */
	stopAtFirst(errors: ReadonlyMap<number, unknown>): void {
		const first = [...errors.keys()].sort((a, b) => a - b)[0];
		if (first === undefined) return;
		throw this.errorOf(errors.get(first), first, this.creations.describeAll(first));
	}

	/**
	 * Prepares an item: its parameters, bounds and account.
	 *
	 * @throws {ParameterError} when an option or the credential of the item is invalid
	 */
	async item(index: number): Promise<RunItem> {
		const read: ReadParameter = (name, fallback) => this.parameters.read(name, index, fallback);
		const readInstance = () => this.parameters.readInstance(index);
		const bounds = readBounds(read);
		const account = await this.account(index);
		return { index, read, readInstance, bounds, send: account.client.sender(bounds), ...account };
	}

	/** Items may use different accounts, because credentials can contain expressions. */
	private async account(index: number): Promise<Account> {
		const { credentialType } = this.provider.endpoint;
		const credentials: ICredentialDataDecryptedObject = await this.context.getCredentials(
			credentialType,
			index,
		);
		const { accountId, apiKey } = readAccess(this.provider.endpoint, credentials);
		const known = this.accounts.get(accountId);
		if (known !== undefined) return known;

		const client = new ApiClient({
			context: this.context,
			api: this.provider,
			credentials,
			limiter: new RateLimiter(),
			// Older versions of n8n lack it.
			signal: this.context.getExecutionCancelSignal?.(),
		});
		const created = this.creations.of(client);
		const account = {
			client,
			instances: new AccountInstances(this.provider, created),
			pairingKey: pairingKey(apiKey),
		};
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
		// Items wait concurrently, so the sum may exceed the duration of the run.
		const seconds = Math.round(Math.min(waited, uptime() - this.started) / 1000);
		this.hint(
			`Waiting for the rate limits of ${this.provider.endpoint.title} made this run up to ${seconds} seconds longer. To get results as they come, run this node in a loop over the items, one at a time.`,
		);
	}

	private hint(message: string): void {
		// Older versions of n8n lack it.
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

/** How many items an operation may process concurrently under a documented limit. */
export function concurrencyWithin(limit: RateLimit | undefined): number {
	return Math.min(MAX_CONCURRENCY, limit?.requests ?? Infinity);
}
