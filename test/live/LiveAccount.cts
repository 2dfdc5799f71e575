import { ApiClient } from '../../nodes/transport/ApiClient.ts';
import { attempt, type Attempt } from '../../nodes/transport/attempt.ts';
import { RateLimiter } from '../../nodes/transport/RateLimiter.ts';
import type { Provider } from '../../nodes/providers/Provider.ts';
import type { Send } from '../../nodes/transport/types.ts';
import type { Settings } from './environment.cts';
import { Evidence } from './Evidence.cts';
import { createContext } from './httpContext.cts';

// In milliseconds. The longest documented window is a minute; a 429 may ask for two.
const REQUEST_TIMEOUT = 30_000;
const RATE_LIMIT_WAIT = 180_000;

/**
 * The account that is checked. Requests go through the client of the nodes, which keeps the
 * provider's limits, and every response is kept as evidence of the step that asked for it.
 */
export class LiveAccount<Step extends string = string> {
	readonly evidence: Evidence<Step> = new Evidence();

	/** Removes the secrets of the account from a text. */
	readonly redact: (text: string) => string;

	private readonly context;

	private readonly limiter = new RateLimiter();

	private readonly client: ApiClient;

	/** Goes on when the check is interrupted. */
	private readonly lastingClient: ApiClient;

	/** The step that is being taken. */
	private current: string | undefined;

	/**
	 * @param signal aborts when the check is interrupted
	 * @throws {ParameterError} when the key or the address cannot be used
	 */
	constructor(
		readonly provider: Provider,
		readonly settings: Settings,
		signal: AbortSignal,
	) {
		this.context = createContext(provider.endpoint, (exchange) => {
			if (this.current !== undefined) this.evidence.add(this.current, exchange);
		});
		this.client = this.connect(settings.apiKey, signal);
		this.lastingClient = this.connect(settings.apiKey);
		for (const spelling of [settings.phone, settings.phone.replace(/\D/g, '')]) {
			this.lastingClient.secrets.add(spelling);
		}
		this.redact = this.lastingClient.secrets.redact;
	}

	/**
	 * Takes one step: what it is answered is kept, and so is the error that it ends with.
	 *
	 * @throws {ProviderError} of kind `cancelled` when the check is interrupted
	 */
	async step<Value>(step: Step, work: (send: Send) => Promise<Value>): Promise<Attempt<Value>> {
		return await this.take(step, this.client, work);
	}

	/** As `step`, but an interruption does not end it: it must not be unknown what it has changed. */
	async lastingStep<Value>(
		step: Step,
		work: (send: Send) => Promise<Value>,
	): Promise<Attempt<Value>> {
		return await this.take(step, this.lastingClient, work);
	}

	/** As `step`, with another key than that of the account. */
	async stepWithKey<Value>(
		step: Step,
		apiKey: string,
		work: (send: Send) => Promise<Value>,
	): Promise<Attempt<Value>> {
		return await this.take(step, this.connect(apiKey), work);
	}

	/**
	 * Pauses between two steps.
	 *
	 * @throws {ProviderError} of kind `cancelled` when the check is interrupted in the meantime
	 */
	async pause(milliseconds: number): Promise<void> {
		await this.client.pause(milliseconds);
	}

	/** Pauses whether the check is interrupted or not. */
	async lastingPause(milliseconds: number): Promise<void> {
		await this.lastingClient.pause(milliseconds);
	}

	private async take<Value>(
		step: Step,
		client: ApiClient,
		work: (send: Send) => Promise<Value>,
	): Promise<Attempt<Value>> {
		this.current = step;
		const send = client.sender({
			requestTimeout: REQUEST_TIMEOUT,
			rateLimitWait: RATE_LIMIT_WAIT,
			budget: { remaining: RATE_LIMIT_WAIT },
		});
		const outcome = await attempt(work(send));
		this.current = undefined;
		if ('error' in outcome) {
			if (outcome.error.traits.isCancellation) throw outcome.error;
			this.evidence.fail(step, outcome.error);
		}
		return outcome;
	}

	private connect(apiKey: string, signal?: AbortSignal): ApiClient {
		const { baseUrl } = this.settings;
		return new ApiClient({
			context: this.context,
			api: this.provider,
			credentials: { apiKey, baseUrl },
			limiter: this.limiter,
			signal,
		});
	}
}
