import { unknownInstance, type InstanceStatus } from '../../../nodes/domain/instance.ts';
import type { QrCodeResult } from '../../../nodes/domain/qrCode.ts';
import type { InstanceRecord, LiveStatus, Provider } from '../../../nodes/providers/Provider.ts';
import type { ProviderErrorKind } from '../../../nodes/transport/ProviderError.ts';
import type { RateLimit } from '../../../nodes/transport/RateLimiter.ts';
import type { Send } from '../../../nodes/transport/types.ts';
import { PairingService } from '../../../nodes/WhatsAppInstancePairingPageTrigger/PairingService.ts';
import type {
	PageQuestion,
	PageState,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { providerError } from './fakeSend.cts';
import type { SteppedClock } from './steppedClock.cts';

export const LIST_INTERVAL = 7000;

/** How an account differs from one that has no limits and restarts nothing. */
interface AccountOptions {
	/** The limit of codes. */
	limit?: RateLimit;
	canRestart?: boolean;
	/** How long a code lives; a minute unless another time is given. */
	validFor?: number | null;
	pairingCodes?: boolean;
	/** Milliseconds each request takes. */
	latency?: number;
}

/**
 * An account at a provider of no name: how its instances are, and what has been requested of it at
 * which second.
 */
export class PairingAccount {
	readonly instances = new Map<string, InstanceStatus>();

	/** The live status, where it is another one than the list says. */
	readonly live = new Map<string, InstanceStatus>();

	/** The instances that are not connected by a code at all. */
	readonly withoutQrCode = new Set<string>();

	/** What the next requests of a kind end with. */
	readonly failures: Partial<Record<'list' | 'code' | 'live' | 'restart', ProviderErrorKind[]>> =
		{};

	readonly log: string[] = [];

	readonly service: PairingService;

	/** What a request for a code answers in place of a new code. */
	codeAnswer: QrCodeResult | undefined;

	private codes = 0;

	constructor(
		private readonly clock: SteppedClock,
		private readonly options: AccountOptions = {},
	) {
		this.service = new PairingService(this.provider());
	}

	/** How many requests of a kind there were, for one instance or all. */
	count(kind: string): number {
		return this.log.filter((line) => line.startsWith(kind)).length;
	}

	/** One question of a page. */
	async ask(
		instanceId: string,
		question: Partial<PageQuestion> & { restartIfNeeded?: boolean } = {},
	) {
		const { restartIfNeeded = true, ...asked } = question;
		return await this.service.answer({
			instanceId,
			question: { token: 'token', window: 'window', intent: 'ask', types: false, ...asked },
			restartIfNeeded,
			send: this.send,
		});
	}

	/** What a page of an instance shows now. */
	async stateOf(
		instanceId: string,
		question: Partial<PageQuestion> & { restartIfNeeded?: boolean } = {},
	): Promise<PageState> {
		return (await this.ask(instanceId, question)).state;
	}

	/**
	 * Keeps a page open until a time: it asks when it has been told to.
	 *
	 * @returns what it has shown, each with the time since when
	 */
	open(instanceId: string, until = Infinity): Array<{ at: number; state: PageState }> {
		const shown: Array<{ at: number; state: PageState }> = [];
		const run = async () => {
			while (this.clock.now() < until) {
				const { state, askAgainIn, dueIn = Infinity } = await this.ask(instanceId);
				shown.push({ at: this.clock.now(), state });
				await this.clock.wait(Math.min(askAgainIn + 500, dueIn));
			}
		};
		void run();
		return shown;
	}

	// Only what is limited waits for a permit, as in `ApiClient`.
	private readonly send: Send = async ({ limit }) => {
		const permit = limit && (await this.service.limiter.acquire(limit, { remaining: 0 }));
		if (permit === null) throw providerError('rateLimited', 429);
		await this.clock.wait(this.options.latency ?? 0);
		permit?.end();
		return undefined as never;
	};

	private async request(
		kind: keyof PairingAccount['failures'],
		instanceId: string,
		send: Send,
		limit?: RateLimit,
	): Promise<void> {
		await send({ method: 'GET', path: '/', ...(limit && { limit }) });
		this.log.push(`${kind}${instanceId && ` ${instanceId}`} at ${this.clock.now() / 1000}`);
		const failure = this.failures[kind]?.shift();
		if (failure !== undefined) throw providerError(failure, 500);
	}

	private provider(): Provider {
		const { limit, canRestart = false } = this.options;
		const provider: Partial<Provider> = {
			name: 'some',
			status: {
				list: async (send) => {
					await this.request('list', '', send);
					return [...this.instances].map(([instanceId, status]) => {
						const { instance, raw } = recordOf(instanceId, status);
						const has = !this.withoutQrCode.has(instanceId);
						return { instance: has ? instance : { ...instance, withoutQrCode: 'none' }, raw };
					});
				},
				getLive: async (send, instanceId) => {
					await this.request('live', instanceId, send);
					const listed = this.instances.get(instanceId) ?? 'unknown';
					const live: LiveStatus = {
						status: this.live.get(instanceId) ?? listed,
						providerStatus: null,
						raw: {},
					};
					return live;
				},
				liveLimit: undefined,
				statuses: [],
				pollInterval: LIST_INTERVAL,
			},
			qrCode: {
				fields: [],
				limit,
				attempts: { count: 1, pause: 0 },
				readFormat: () => 'json',
				request: async (send, instanceId) => {
					await this.request('code', instanceId, send, limit);
					return { ...recordOf(instanceId, 'unknown'), qrCode: this.codeAnswer ?? this.newCode() };
				},
			},
			restart: canRestart
				? {
						limit: undefined,
						run: async (send, instanceId) => {
							await this.request('restart', instanceId, send);
							return { status: 'starting', providerStatus: null, raw: {} };
						},
					}
				: undefined,
			recovery: {
				pending: 'none',
				starting: 'none',
				awaitingScan: 'getQrCode',
				connected: 'none',
				disconnected: canRestart ? 'restart' : 'getQrCode',
				failed: canRestart ? 'restart' : 'getQrCode',
				unknown: 'none',
			},
		};
		return provider as Provider;
	}

	private newCode(): QrCodeResult {
		const { validFor = 60_000, pairingCodes = false } = this.options;
		this.codes += 1;
		return {
			png: Buffer.from(`code ${this.codes}`),
			validFor,
			...(pairingCodes && { pairingCode: `CODE000${this.codes}` }),
		};
	}
}

function recordOf(instanceId: string, status: InstanceStatus): InstanceRecord {
	return { instance: { ...unknownInstance(instanceId), status }, raw: {} };
}
