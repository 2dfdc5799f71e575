import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { renderPage } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/renderPage.ts';
import type { Language } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';
import type {
	PageAnswer,
	PageQuestion,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';

/** As n8n serves what a webhook answers. */
const SANDBOX =
	'sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock ' +
	'allow-popups allow-popups-to-escape-sandbox allow-presentation allow-scripts ' +
	'allow-top-navigation allow-top-navigation-by-user-activation ' +
	'allow-top-navigation-to-custom-protocols';

export interface Asked extends PageQuestion {
	/** The headers it came with. */
	headers: IncomingMessage['headers'];
}

/** An answer, or a response that stays open; a status or a text instead; or null, which holds the request. */
type Scripted = PageAnswer | OpenResponse | number | string | null;

/** A response that stays open until it is ended by one side or the other. */
export class OpenResponse {
	private response: ServerResponse | undefined;

	constructor(private readonly first: PageAnswer) {}

	/** Whether the page has given it up. */
	isClosed = false;

	begin(response: ServerResponse): void {
		this.response = response;
		response.once('close', () => {
			this.isClosed = true;
		});
		this.send(this.first);
	}

	send(answer: PageAnswer): void {
		this.write(`${JSON.stringify(answer)}\n`);
	}

	/** Sends bytes as they are. */
	write(part: string | Buffer): void {
		this.response?.write(part);
	}

	end(): void {
		this.response?.end();
	}

	/** Ends in the middle, as when a connection is lost. */
	break(): void {
		this.response?.destroy();
	}
}

/** Serves the pairing page under n8n's headers, and answers what it asks as a test scripts it. */
export class PairingPage {
	/** What the page has asked. */
	readonly asked: Asked[] = [];
	language: Language = 'en';
	color: string | null = null;
	answer: (question: PageQuestion) => Scripted = () => ({
		state: { kind: 'preparing' },
		askAgainIn: 2000,
	});
	private readonly server: Server;

	private constructor() {
		this.server = createServer((request, response) => {
			void this.handle(request, response);
		});
	}

	static async open(): Promise<PairingPage> {
		const page = new PairingPage();
		await new Promise<void>((resolve) => page.server.listen(0, '127.0.0.1', resolve));
		return page;
	}

	/** The link of a page, with a token of its own. */
	link(token = randomBytes(24).toString('base64url')): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}/webhook/connect?shop=1${token ? `#${token}` : ''}`;
	}

	/** Forgets what was asked, and answers with this state from now on. */
	show(state: PageAnswer['state'], askAgainIn: number | null = 2000): void {
		this.asked.length = 0;
		this.answer = () => ({ state, askAgainIn });
	}

	/** Forgets what was asked, and answers the next question with a response that stays open. */
	follow(first: PageAnswer): OpenResponse {
		this.asked.length = 0;
		const response = new OpenResponse(first);
		this.answer = () => response;
		return response;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (request.method === 'GET') {
			this.sendPage(response);
			return;
		}
		const question = JSON.parse(await text(request)) as PageQuestion;
		this.asked.push({ ...question, headers: request.headers });
		const answer = this.answer(question);
		if (answer === null) return;
		const isText = typeof answer === 'string';
		response.writeHead(typeof answer === 'number' ? answer : 200, {
			'Content-Type': isText ? 'text/html' : 'application/json',
			'Access-Control-Allow-Origin': '*',
		});
		if (answer instanceof OpenResponse) {
			answer.begin(response);
			return;
		}
		response.end(isText ? answer : JSON.stringify(answer));
	}

	private sendPage(response: ServerResponse): void {
		const nonce = randomBytes(16).toString('base64');
		response.writeHead(200, {
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy':
				`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; ` +
				`img-src data: blob:; connect-src 'self'; base-uri 'none'; ${SANDBOX}`,
		});
		response.end(renderPage({ language: this.language, texts: {}, color: this.color, nonce }));
	}
}
