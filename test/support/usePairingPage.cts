import { randomUUID } from 'node:crypto';

import type { INode, INodeParameters } from 'n8n-workflow';

import {
	createPairingLink,
	pairingKey,
	type PairingTarget,
} from '../../nodes/domain/pairingLink.ts';
import type {
	PageAnswer,
	PageQuestion,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import type { ProviderName, SeedFields } from '../sandbox/index.cts';
import { answersIn } from './answersIn.cts';
import type { Bench } from './bench.cts';
import { TriggerHost } from './eventTrigger.cts';
import { credentialTypeOf, fullCredentialsFor } from './nodes.cts';
import { virtualClock } from './virtualClock.cts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After so long, the node has forgotten what an account was like. */
const LONG = 20 * MINUTE;

/** The token of a link, made with the key of the account. */
export function pairingToken(target: PairingTarget, apiKey: string): string {
	const { url } = createPairingLink('https://n8n.example.com/page', target, pairingKey(apiKey));
	return url.slice(url.indexOf('#') + 1);
}

/** A pairing page trigger as it stands in a workflow. */
export function pageNode(parameters: INodeParameters): INode {
	return {
		id: randomUUID(),
		webhookId: randomUUID(),
		name: 'WhatsApp Instance Pairing Page Trigger',
		type: 'n8n-nodes-whatsapp-instance.whatsAppInstancePairingPageTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credentialTypeOf(parameters)]: { id: 'credential', name: 'Sandbox' } },
	};
}

const QUESTION: PageQuestion = {
	token: '',
	window: 'first',
	intent: 'ask',
	types: false,
	follows: false,
	untouchedFor: 0,
};

/** A published pairing page, and what visitors do with it. */
export class PairingPage {
	constructor(
		readonly host: TriggerHost,
		private readonly provider: ProviderName,
		private readonly apiKey: string,
	) {}

	/** The token of a link that is valid for so many milliseconds. */
	token(instanceId: string, { validFor = HOUR, provider = this.provider as string } = {}): string {
		const target = { provider, instanceId, endsAt: virtualClock.now() + validFor };
		return pairingToken(target, this.apiKey);
	}

	/** What one window asks, and the answer; fails the test when there is none. */
	async ask(token: string, question: Partial<PageQuestion> = {}): Promise<PageAnswer> {
		const asked: PageQuestion = { ...QUESTION, token, ...question };
		const [status, answer] = await this.send(asked);
		if (status !== 200) throw new Error(`the page was answered ${status}`);
		return answer as PageAnswer;
	}

	/** Sends what the script of the page would send. */
	async send(question: unknown): Promise<[number, unknown]> {
		const body = typeof question === 'string' ? question : JSON.stringify(question);
		return await this.host.post(body, { 'content-type': 'text/plain' });
	}

	/** Does for so many milliseconds what an open page does: it asks when it has been told to. */
	async watch(
		token: string,
		milliseconds: number,
		question: Partial<PageQuestion> = {},
	): Promise<PageAnswer> {
		const end = virtualClock.now() + milliseconds;
		for (;;) {
			const answer = await this.ask(token, question);
			const next = virtualClock.now() + (answer.askAgainIn ?? Infinity);
			virtualClock.advance(Math.min(next, end) - virtualClock.now());
			if (next > end) return answer;
		}
	}

	/** How often an event has started the workflow. */
	starts(event: string): number {
		return this.host.runs.flat().filter(({ json }) => json.event === event).length;
	}

	/** n8n has stopped and started again: what it has not stored is lost. */
	restart(): void {
		this.host.restart();
	}

	/** Opens the page in a window that follows, until it is closed or has to ask again. */
	async follow(token: string, question: Partial<PageQuestion> = {}): Promise<FollowingWindow> {
		const asked = { ...QUESTION, token, follows: true, ...question };
		const closing = new AbortController();
		const response = await this.host.stream(JSON.stringify(asked), closing.signal);
		return new FollowingWindow(response, closing);
	}
}

/** A window that follows its page. */
export class FollowingWindow {
	/** What it has been told. */
	readonly answers: PageAnswer[] = [];

	/** Ends with the response. */
	readonly ended: Promise<void>;

	private readonly openedAt = virtualClock.now();

	private endedAt = Infinity;

	constructor(
		readonly response: Response,
		private readonly closing: AbortController,
	) {
		this.ended = this.read();
	}

	/** What it has shown, without repetitions. */
	get kinds(): string[] {
		const kinds = this.answers.map(({ state: { kind } }) => kind);
		return kinds.filter((kind, index) => kind !== kinds[index - 1]);
	}

	/** Milliseconds from the beginning to the end of its response. */
	get followedFor(): number {
		return this.endedAt - this.openedAt;
	}

	close(): void {
		this.closing.abort();
	}

	private async read(): Promise<void> {
		try {
			for await (const answer of answersIn(this.response)) this.answers.push(answer);
		} catch (error) {
			if (!this.closing.signal.aborted) throw error;
		} finally {
			this.endedAt = virtualClock.now();
		}
	}
}

/** Pairing pages in front of the sandbox of a bench; those of a test end with it. */
export function usePairingPage(bench: () => Bench) {
	const hosts: TriggerHost[] = [];
	beforeEach(() => {
		virtualClock.advance(LONG);
	});
	afterEach(async () => {
		await Promise.all(hosts.splice(0).map((host) => host.close()));
	});

	/** A published page. */
	async function publish(
		provider: ProviderName,
		parameters: INodeParameters = {},
		{ storesOnStart = true } = {},
	): Promise<PairingPage> {
		const { sandbox, engine } = bench();
		const node = pageNode({ provider, startOn: ['connected'], ...parameters });
		const host = await TriggerHost.start(engine, node, fullCredentialsFor(sandbox), {
			workflowId: randomUUID(),
			storesOnStart,
		});
		hosts.push(host);
		await host.activate();
		return new PairingPage(host, provider, sandbox.accounts[provider].apiKey);
	}

	/** A published page, and a link to an instance that waits for a scan unless it is given. */
	async function open(
		provider: ProviderName,
		parameters: INodeParameters = {},
		{ storesOnStart = true, ...seed }: Partial<SeedFields> & { storesOnStart?: boolean } = {},
	): Promise<{ page: PairingPage; instanceId: string; token: string }> {
		const page = await publish(provider, parameters, { storesOnStart });
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+628123456789',
			...seed,
		});
		return { page, instanceId, token: page.token(instanceId) };
	}

	return { publish, open };
}
