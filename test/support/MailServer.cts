import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { until } from '../n8n/until.cts';

/** A mail server on this machine that takes every mail and sends none on. */
export class MailServer {
	/** What has come, in order of arrival. */
	readonly mails: ParsedMail[] = [];

	private constructor(private readonly server: SMTPServer) {}

	/** @param onMail gets every mail */
	static async start(onMail: (mail: ParsedMail) => void = () => undefined): Promise<MailServer> {
		const server = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS', 'AUTH'],
			onData: (stream, _session, done) => {
				simpleParser(stream).then((mail) => {
					mailServer.mails.push(mail);
					onMail(mail);
					done();
				}, done);
			},
		});
		const mailServer = new MailServer(server);
		server.listen(0, '127.0.0.1');
		await once(server.server, 'listening');
		return mailServer;
	}

	/** What n8n's SMTP credential has to hold. */
	get credential(): Record<string, unknown> {
		const { port } = this.server.server.address() as AddressInfo;
		return {
			host: '127.0.0.1',
			port,
			secure: false,
			disableStartTls: true,
			user: '',
			password: '',
		};
	}

	/** The mails somebody has got. */
	to(address: string): ParsedMail[] {
		return this.mails.filter((mail) => recipientsOf(mail).includes(address));
	}

	/** Waits until somebody has got so many mails, and gives the last of them. */
	async nth(address: string, count: number, seconds = 30): Promise<ParsedMail> {
		return await until(`mail ${count} to ${address}`, () => this.to(address)[count - 1], {
			seconds,
		});
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.server.close(resolve);
		});
	}
}

/** The addresses a mail goes to. */
export function recipientsOf({ to = [] }: ParsedMail): string[] {
	const groups: AddressObject[] = Array.isArray(to) ? to : [to];
	return groups.flatMap(({ value }) => value.flatMap(({ address }) => address ?? []));
}

/** A mail's only attachment. */
export function attachmentOf({ attachments }: ParsedMail): ParsedMail['attachments'][number] {
	const [attachment] = attachments;
	if (!attachment || attachments.length > 1) {
		throw new Error(`the mail has ${attachments.length} attachments`);
	}
	return attachment;
}
