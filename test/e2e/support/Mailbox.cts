import type { ParsedMail } from 'mailparser';
import type { INode } from 'n8n-workflow';

import { until } from '../../n8n/until.cts';
import { MailServer } from '../../support/MailServer.cts';
import { bench } from './bench.cts';
import { node } from './workflow.cts';
import type { CredentialReference } from './SharedBench.cts';

/** A mail server on this machine, and n8n's credential for it. */
export class Mailbox {
	private constructor(
		private readonly server: MailServer,
		private readonly credential: CredentialReference,
	) {}

	static async open(): Promise<Mailbox> {
		const server = await MailServer.start();
		const { rest } = bench();
		return new Mailbox(
			server,
			await rest.createCredential('smtp', 'Mail server', server.credential),
		);
	}

	/** What has come, in order of arrival. */
	get mails(): ParsedMail[] {
		return this.server.mails;
	}

	/** n8n's Send Email node, which sends the QR code of its input. */
	sendQrCode(): INode {
		return node(
			'Send Email',
			'n8n-nodes-base.emailSend',
			2.1,
			{
				fromEmail: 'shop@example.com',
				toEmail: 'customer@example.com',
				subject: '={{ "Connect " + $json.name }}',
				emailFormat: 'text',
				text: 'Scan the code in the attachment.',
				options: { attachments: 'data', appendAttribution: false },
			},
			{ credentials: { smtp: this.credential } },
		);
	}

	/** Waits until one more mail has come than there were. */
	async next(before = this.mails.length): Promise<ParsedMail> {
		return await until('a mail', () => this.mails[before]);
	}

	async close(): Promise<void> {
		await this.server.close();
	}
}
