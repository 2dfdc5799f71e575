import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { attachmentOf } from '../support/MailServer.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { Mailbox } from './support/Mailbox.cts';
import { chain, instanceNode, manualStart } from './support/workflow.cts';

let mailbox: Mailbox;
beforeAll(async () => {
	mailbox = await Mailbox.open();
});
afterAll(async () => {
	await mailbox.close();
});

test.each(PROVIDER_NAMES)('a QR code of %s reaches the customer by mail', async (provider) => {
	const { rest, sandbox } = bench();
	const workflow = chain(
		manualStart(),
		instanceNode('Create', provider, 'create', bench(), {
			name: 'Cairo_Store',
			phone: '+20 123 456 7890',
		}),
		mailbox.sendQrCode(),
	);
	const before = mailbox.mails.length;

	const execution = await rest.runToEnd(await rest.createWorkflow(workflow), 'Start');

	expect(execution).toMatchObject({ status: 'success' });
	const mail = await mailbox.next(before);
	expect(mail.subject).toBe('Connect Cairo_Store');
	const { contentType, content, filename } = attachmentOf(mail);
	expect({ contentType, filename }).toEqual({
		contentType: 'image/png',
		filename: 'Cairo-Store-qr-code.png',
	});
	expect(readQrCode(content)).toBe(sandbox.instances(provider)[0]?.pairingText);
});
