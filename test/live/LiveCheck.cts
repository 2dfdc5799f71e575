import { ParameterError } from '../../nodes/domain/parameters.ts';
import { providers, type ProviderName } from '../../nodes/providers/index.ts';
import { now } from '../../nodes/transport/clock.ts';
import { ProviderError } from '../../nodes/transport/ProviderError.ts';
import { manifest } from '../package/support/project.cts';
import { cleanText } from './cleaning.cts';
import { isUsualAddress, VARIABLES, type Settings } from './environment.cts';
import { LiveAccount } from './LiveAccount.cts';
import type { LiveProvider } from './LiveProvider.cts';
import { liveProviders } from './providers/index.cts';
import { countResults, judgeFacts, reportText } from './report.cts';
import { ThrowAway } from './ThrowAway.cts';

/** How a run ended, as the exit code of the command. */
export const EXIT = { same: 0, different: 1, couldNotRun: 2 } as const;

/** How the check speaks with whoever runs it. */
export interface Talk {
	/** What the check is doing. */
	readonly say: (text: string) => void;
	/** What it has found out. */
	readonly print: (text: string) => void;
	/**
	 * Asks a question; what was typed, or `undefined` when there is nobody to answer.
	 *
	 * @param signal ends the question
	 */
	readonly ask: (question: string, signal: AbortSignal) => Promise<string | undefined>;
}

interface Order {
	provider: ProviderName;
	settings: Settings;
	/** Whether to create an instance. */
	create: boolean;
	/** Whether to do so without asking. */
	yes: boolean;
	talk: Talk;
	/** Aborts when the check is interrupted. */
	signal: AbortSignal;
}

/** One run of the check against one account. */
export class LiveCheck {
	private throwAway: ThrowAway | undefined;

	private readonly live: LiveProvider;

	constructor(private readonly order: Order) {
		this.live = liveProviders[order.provider];
	}

	/** The name of the instance that would be left behind if the run ended now. */
	get leftBehind(): string | undefined {
		return this.throwAway?.leftBehind;
	}

	/** Runs the check and prints what it has found. @returns the exit code */
	async run(): Promise<number> {
		const { talk, signal } = this.order;
		try {
			return await this.check();
		} catch (error) {
			if (signal.aborted) {
				talk.say('Interrupted.');
				return EXIT.couldNotRun;
			}
			if (!(error instanceof ProviderError || error instanceof ParameterError)) throw error;
			talk.say(this.explain(error));
			return EXIT.couldNotRun;
		}
	}

	private async check(): Promise<number> {
		const { provider, settings, create, talk, signal } = this.order;
		const account = new LiveAccount(providers[provider], settings, signal);
		if (create) {
			if (!this.hasPhone()) return EXIT.couldNotRun;
			this.throwAway = new ThrowAway(account, this.live, talk.say);
			if (!(await this.mayCreate(this.throwAway))) return EXIT.couldNotRun;
		}
		talk.say('Looking at what is there; this changes nothing ...');
		await this.live.look(account);
		const isWhole = this.throwAway === undefined || (await this.throwAway.run());

		const created = account.evidence.of('create').length > 0;
		const facts = judgeFacts(this.live, account.evidence, account.redact, created);
		const counts = countResults(facts);
		talk.print(
			reportText({
				provider,
				version: manifest.version,
				day: new Date(now()).toISOString().slice(0, 10),
				created,
				usualAddress: isUsualAddress(settings, providers[provider]),
				counts,
				facts,
			}),
		);
		if (counts.different > 0) return EXIT.different;
		return isWhole && this.isCleanedUp() ? EXIT.same : EXIT.couldNotRun;
	}

	/** Whether nothing is left that could have been deleted. */
	private isCleanedUp(): boolean {
		return this.live.life.removeByHand !== undefined || this.leftBehind === undefined;
	}

	private hasPhone(): boolean {
		const { settings, provider, talk } = this.order;
		if (this.live.life.phone === 'optional' || settings.phone !== '') return true;
		talk.say(
			`${providers[provider].endpoint.title} creates an instance only for a phone. Put one of your own, with its country code, into the environment variable ${VARIABLES.phone}.`,
		);
		return false;
	}

	private async mayCreate({ name }: ThrowAway): Promise<boolean> {
		const { yes, talk, signal, provider } = this.order;
		const { costs, removeByHand } = this.live.life;
		talk.say(
			[
				`At ${providers[provider].endpoint.title}, this creates the instance '${name}', requests QR codes for it and ${removeByHand === undefined ? 'deletes it' : 'leaves it there'}. What it costs:`,
				...costs.map((cost) => `  - ${cost}`),
				...(removeByHand === undefined ? [] : [`The instance remains. ${removeByHand}`]),
			].join('\n'),
		);
		if (yes) return true;
		const answer = await talk.ask("Type 'yes' to start: ", signal);
		if (answer === undefined) {
			talk.say('Nobody is there to answer. Add --yes to start without the question.');
			return false;
		}
		if (answer.trim().toLowerCase() === 'yes') return true;
		talk.say('Nothing was done.');
		return false;
	}

	private explain(error: ProviderError | ParameterError): string {
		const { message, description } = error;
		// What a parameter is quotes it after a colon.
		const words =
			error instanceof ParameterError
				? message.replace(/: .*/s, '')
				: this.clean(`${message}. ${description}`);
		return `The check could not run. ${words}. Here, the key is in ${VARIABLES.apiKey}, the address in ${VARIABLES.baseUrl} and the phone in ${VARIABLES.phone}.`;
	}

	private clean(text: string): string {
		const { settings } = this.order;
		const secrets = [settings.apiKey, settings.baseUrl, settings.phone];
		return cleanText(text, (dirty) =>
			secrets
				.filter((secret) => secret !== '')
				.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[hidden]'), dirty),
		);
	}
}
