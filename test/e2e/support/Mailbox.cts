import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { INode } from 'n8n-workflow';

import { freePorts } from '../../n8n/ports.cts';
import { until } from '../../n8n/until.cts';
import { bench } from './bench.cts';
import { node } from './workflow.cts';
import type { CredentialReference } from './SharedBench.cts';

/** A mail server on this machine that keeps what it gets, and n8n's credential for it. */
export class Mailbox {
	/** In order of arrival. */
	readonly mails: ParsedMail[] = [];
	private server: SMTPServer | undefined;
	private credential: CredentialReference | undefined;

	static async open(): Promise<Mailbox> {
		const mailbox = new Mailbox();
		const [port = 0] = await freePorts(1);
		mailbox.server = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS', 'AUTH'],
			onData: (stream, _session, done) => {
				simpleParser(stream).then(
					(mail) => {
						mailbox.mails.push(mail);
						done();
					},
					(error: unknown) => {
						done(error instanceof Error ? error : new Error(String(error)));
					},
				);
			},
		});
		const { server } = mailbox;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, '127.0.0.1', resolve);
		});
		mailbox.credential = await bench().rest.createCredential('smtp', 'Mail server', {
			user: '',
			password: '',
			host: '127.0.0.1',
			port,
			secure: false,
			disableStartTls: true,
		});
		return mailbox;
	}

	/** n8n's Send Email node, which sends the QR code of its input. */
	sendQrCode(): INode {
		if (this.credential === undefined) throw new Error('the mailbox is not open');
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
		await new Promise<void>((resolve) => {
			if (this.server === undefined) resolve();
			else this.server.close(resolve);
		});
	}
}

/** The only attachment of a mail. */
export function attachmentOf({ attachments }: ParsedMail): ParsedMail['attachments'][number] {
	const [attachment] = attachments;
	if (!attachment || attachments.length > 1) {
		throw new Error(`the mail has ${attachments.length} attachments`);
	}
	return attachment;
}
