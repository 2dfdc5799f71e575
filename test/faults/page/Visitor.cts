import type {
	PageAnswer,
	PageQuestion,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import type { TriggerHost } from '../../support/eventTrigger.cts';
import type { Random } from '../../support/random.cts';
import type { CampaignClock } from '../clock.cts';

// In milliseconds, as the page does it the first time.
const RETRY = 3_000;

/** A question of a window and what came of it. */
export interface Exchange {
	/** Milliseconds of the campaign's time. */
	at: number;
	endedAt: number;
	/** The ID of the instance. */
	instanceId: string;
	question: PageQuestion;
	status: number;
	/** As it was sent. */
	body: string;
	/** Absent when the status is none of success. */
	answer?: PageAnswer;
}

/** What a window needs to know. */
interface WindowOptions {
	window: string;
	token: string;
	instanceId: string;
	types: boolean;
	/** Chance of asking for a new pairing code whenever it shows one. */
	renews: number;
	random: Random;
}

/** A browser window with a pairing page, as far as n8n notices it. */
export class Visitor {
	private shows: string | undefined;

	private hasPairingCode = false;

	constructor(
		private readonly clock: CampaignClock,
		private readonly host: TriggerHost,
		private readonly options: WindowOptions,
		private readonly onExchange: (exchange: Exchange) => void,
	) {}

	/**
	 * Somebody looks at the window until a time: it asks when it has been told to.
	 *
	 * @param until milliseconds of the campaign's time
	 * @param isEnough ends it earlier
	 */
	async look(
		until: number,
		isEnough: (answer: PageAnswer) => boolean = () => false,
	): Promise<PageAnswer | undefined> {
		for (;;) {
			const { random, renews, types } = this.options;
			const renewal = types && this.hasPairingCode && random.chance(renews);
			const { answer } = await this.ask(renewal ? 'renew' : 'ask');
			if (answer !== undefined && (answer.askAgainIn === null || isEnough(answer))) return answer;
			const pause = answer?.askAgainIn ?? RETRY;
			const left = until - this.clock.elapsed;
			if (pause >= left) {
				await this.clock.pass(Math.max(0, left));
				return answer;
			}
			await this.clock.pass(Math.max(1, pause));
		}
	}

	/** Somebody closes or hides the window. */
	async leave(): Promise<void> {
		await this.ask('leave');
	}

	private async ask(intent: PageQuestion['intent']): Promise<Exchange> {
		const { token, window, types, instanceId } = this.options;
		const question: PageQuestion = {
			token,
			window,
			intent,
			types,
			...(this.shows !== undefined && { shows: this.shows }),
		};
		const at = this.clock.elapsed;
		const { status, body } = await this.host.call('POST', JSON.stringify(question));
		const exchange: Exchange = {
			at,
			endedAt: this.clock.elapsed,
			instanceId,
			question,
			status,
			body,
			...(status === 200 && { answer: JSON.parse(body) as PageAnswer }),
		};
		this.onExchange(exchange);
		const { state } = exchange.answer ?? {};
		if (state !== undefined) {
			this.shows = state.kind === 'scan' ? state.code.id : undefined;
			this.hasPairingCode = state.kind === 'scan' && state.code.pairingCode !== undefined;
		}
		return exchange;
	}
}
