import type {
	PageAnswer,
	PageQuestion,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import type { DirectResponse } from '../../support/directCall.cts';
import type { TriggerHost } from '../../support/eventTrigger.cts';
import type { Random } from '../../support/random.cts';
import type { CampaignClock } from '../clock.cts';

// In milliseconds, as the page does it the first time.
const RETRY = 3_000;

// In milliseconds: how often somebody looks at a page that follows.
const GLANCE = 500;

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
	/** Whether it came later than the first answer in a response that stayed open. */
	isFollowUp: boolean;
}

/** What a window needs to know. */
export interface WindowOptions {
	window: string;
	token: string;
	instanceId: string;
	types: boolean;
	follows: boolean;
	/** Chance of asking for a new pairing code whenever it shows one. */
	renews: number;
	random: Random;
}

/** A browser window with a pairing page, as far as n8n notices it. */
export class Visitor {
	private shows: string | undefined;

	private hasPairingCode = false;

	/** The latest answer to the latest question. */
	private latest: PageAnswer | undefined;

	constructor(
		private readonly clock: CampaignClock,
		private readonly host: TriggerHost,
		private readonly options: WindowOptions,
		private readonly onExchange: (exchange: Exchange) => void,
	) {}

	/**
	 * Somebody looks at the window until a time: it asks when it has been told to, and follows if it
	 * can.
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
			const response = await this.ask(renewal ? 'renew' : 'ask');
			const isOver = ({ askAgainIn }: PageAnswer) => askAgainIn === null;
			while (response.isOpen && this.clock.elapsed < until) {
				if (this.latest !== undefined && isEnough(this.latest)) break;
				await this.clock.pass(Math.min(GLANCE, until - this.clock.elapsed));
			}
			response.destroy();
			const answer = this.latest;
			if (answer !== undefined && (isOver(answer) || isEnough(answer))) return answer;
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

	private async ask(intent: PageQuestion['intent']): Promise<DirectResponse> {
		const { token, window, types, follows } = this.options;
		const question: PageQuestion = {
			token,
			window,
			intent,
			types,
			follows: follows && intent !== 'leave',
			untouchedFor: 0,
			...(this.shows !== undefined && { shows: this.shows }),
		};
		const at = this.clock.elapsed;
		let parts = 0;
		this.latest = undefined;
		const { status, body, response } = await this.host.call(
			'POST',
			JSON.stringify(question),
			(part) => {
				const askedAt = parts === 0 ? at : this.clock.elapsed;
				this.take({ at: askedAt, question, status: 200, body: part, isFollowUp: parts > 0 });
				parts += 1;
			},
		);
		if (parts === 0) this.take({ at, question, status, body, isFollowUp: false });
		return response;
	}

	private take(part: Omit<Exchange, 'endedAt' | 'instanceId' | 'answer'>): void {
		const { instanceId } = this.options;
		const answer = part.status === 200 ? (JSON.parse(part.body) as PageAnswer) : undefined;
		const endedAt = this.clock.elapsed;
		this.onExchange({ ...part, ...(answer && { answer }), instanceId, endedAt });
		this.latest = answer;
		if (answer === undefined) return;
		const { state } = answer;
		this.shows = state.kind === 'scan' ? state.code.id : undefined;
		this.hasPairingCode = state.kind === 'scan' && state.code.pairingCode !== undefined;
	}
}
