import { randomUUID } from 'node:crypto';

import { readQrCode } from '../support/readQrCode.cts';
import { attachmentOf } from '../support/MailServer.cts';
import { until } from '../n8n/until.cts';
import { bench } from './support/bench.cts';
import { Examples, lookOften, setField, useAccount } from './support/Examples.cts';
import { untilPageShows } from './support/pairingPages.cts';

const OPERATOR = 'you@example.com';

let examples: Examples;
beforeAll(async () => {
	examples = await Examples.open();
});
afterAll(async () => {
	await examples.close();
});

/** The text of the code that can be scanned now. */
function pairingText(name: string): string | null | undefined {
	return examples.account.sandbox.instances().find((one) => one.name === name)?.pairingText;
}

function instanceId(name: string): string {
	const found = examples.account.sandbox.instances().find((one) => one.name === name);
	if (!found) throw new Error(`there is no instance '${name}'`);
	return found.instanceId;
}

// Side by side, because most of their time is waiting for minutes to pass.

test.concurrent(
	'onboarding-by-email mails codes until one is scanned',
	async () => {
		const { mailServer, account } = examples;
		const form = (await examples.activate('onboarding-by-email.json')).get('New Customer');
		const mailbox = 'jakarta@example.com';
		await examples.submit(form, ['Jakarta <b>Store', '+62 812 3456 789', mailbox]);

		const first = await mailServer.nth(mailbox, 1);
		expect(first.subject).toBe('Your QR code for WhatsApp: Jakarta <b>Store');
		expect(first.html).toContain('<img src="data:image/png;base64,');
		expect(readQrCode(attachmentOf(first).content)).toBe(pairingText('Jakarta <b>Store'));
		account.sandbox.expireQrCode(instanceId('Jakarta <b>Store'));

		const second = await mailServer.nth(mailbox, 2, 90);
		const fresh = readQrCode(attachmentOf(second).content);
		expect(fresh).toBe(pairingText('Jakarta <b>Store'));
		expect(fresh).not.toBe(readQrCode(attachmentOf(first).content));
		account.sandbox.scan(instanceId('Jakarta <b>Store'));
		const last = await mailServer.nth(mailbox, 3);
		expect(last.subject).toBe('WhatsApp is connected: Jakarta <b>Store');

		await examples.submit(form, ['Jakarta <b>Store', '0062 812 3456 789', mailbox]);
		expect((await mailServer.nth(mailbox, 4)).subject).toBe(last.subject);
		expect(
			account.sandbox.instances('wachat').filter(({ name }) => name.startsWith('Jakarta')),
		).toHaveLength(1);
	},
	180_000,
);

test.concurrent(
	'onboarding-by-email tells the operator what went wrong',
	async () => {
		const { mailServer } = examples;
		const operator = 'other@example.com';
		const form = (
			await examples.activate('onboarding-by-email.json', (node) => {
				// The address of the form, which the other import of this example has already.
				if (node.type.endsWith('.formTrigger')) node.webhookId = randomUUID();
				if (node.name === 'Settings') setField(node, 'operatorEmail', operator);
				if (node.name === 'Wait for Scan') node.parameters.timeout = 1;
			})
		).get('New Customer');
		await examples.submit(form, ['Bandung Store', '0812 3456 789', 'bandung@example.com']);
		const refused = await mailServer.nth(operator, 1);
		expect(refused.subject).toBe('WhatsApp is not connected: Bandung Store');
		expect(refused.text).toContain("'Phone' has no country code");
		expect(refused.text).not.toContain('[Item');
		expect(mailServer.to('bandung@example.com')).toEqual([]);

		await examples.submit(form, ['Bogor Store', '+62 813 3456 789', 'bogor@example.com']);
		const nobody = await mailServer.nth(operator, 2, 90);
		expect(nobody.text).toContain('Nobody has scanned the code.');
		expect(mailServer.to('bogor@example.com')).toHaveLength(6);
	},
	120_000,
);

test.concurrent(
	'disconnect-alert mails once when a phone drops out',
	async () => {
		const { account, mailServer } = examples;
		const { instanceId: id } = account.sandbox.seedInstance('wachat', {
			name: 'alert_store',
			phone: '628111111111',
			status: 'open',
		});
		await examples.activate('disconnect-alert.json', lookOften);
		account.sandbox.drop(id);

		const alerts = () =>
			mailServer.to(OPERATOR).filter(({ subject }) => subject?.includes('alert_store'));
		const [alert] = await until('the alert', () => (alerts().length > 0 ? alerts() : undefined), {
			seconds: 60,
		});
		expect(alert?.subject).toBe('WhatsApp disconnected: alert_store');
		expect(alert?.text).toContain('It was connected before.');
		expect(alert?.text).toContain(id);

		const looks = account.sandbox.requestsTo('GET /instance/list').length;
		await until(
			'another look',
			() => account.sandbox.requestsTo('GET /instance/list').length > looks || undefined,
		);
		expect(alerts()).toHaveLength(1);
	},
	120_000,
);

test.concurrent(
	'reconnect-failed restarts once, and then asks for help',
	async () => {
		const account = await bench().connectSandbox({});
		const { sandbox } = account;
		const seed = (name: string, phone: string) =>
			sandbox.seedInstance('hypersender', { name, phone, status: 'WORKING' }).instanceId;
		const lost = seed('Lost Store', '201111111111');
		const lucky = seed('Lucky Store', '202222222222');
		await examples.activate('reconnect-failed.json', (node) => {
			lookOften(node);
			useAccount(account)(node);
			// By the day, because an hour may be over in the middle of the test.
			if (node.name === 'Once an Hour') {
				const { dedupeValue } = node.parameters;
				node.parameters.dedupeValue = (dedupeValue as string).replace(' HH', '');
			}
			// Long enough for two checks of the status.
			if (node.name === 'Is It Back?') node.parameters.timeout = 15;
		});
		const mails = (name: string) =>
			examples.mailServer.to(OPERATOR).filter(({ subject }) => subject?.endsWith(name));
		const nth = async (name: string, count: number) =>
			await until(`mail ${count} about ${name}`, () => mails(name)[count - 1], { seconds: 90 });

		sandbox.fail(lost);
		sandbox.fail(lucky);
		await until(
			'two restarts',
			() => sandbox.requestsTo('POST /:instance/restart').length === 2 || undefined,
			{ seconds: 60 },
		);
		// As if its phone had come back by itself.
		await until(
			'the restart to be done',
			() =>
				sandbox
					.instances()
					.some((one) => one.instanceId === lucky && one.status === 'SCAN_QR_CODE') || undefined,
		);
		sandbox.setStatus(lucky, 'WORKING');

		expect((await nth('Lucky Store', 1)).subject).toBe('WhatsApp works again: Lucky Store');
		const first = await nth('Lost Store', 1);
		expect(first.subject).toBe('WhatsApp must be scanned again: Lost Store');
		const code = sandbox.instances().find((one) => one.instanceId === lost)?.pairingText;
		expect(readQrCode(attachmentOf(first).content)).toBe(code);

		sandbox.fail(lost);
		const second = await nth('Lost Store', 2);
		expect(second.subject).toBe('WhatsApp keeps failing: Lost Store');
		expect(sandbox.requestsTo('POST /:instance/restart')).toHaveLength(2);
		expect(mails('Lucky Store')).toHaveLength(1);
	},
	240_000,
);

test.concurrent(
	'onboarding-customer-list mails a link to each of many customers',
	async () => {
		const { mailServer, account } = examples;
		const { sandbox } = account;
		const { nodes, page } = await examples.activateWithPage('onboarding-customer-list.json');
		const form = nodes.get('Customer List');
		const customers = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
			name: `Store ${number}, Cairo`,
			phone: `+20 100 000 000${number}`,
			email: `store${number}@example.com`,
		}));
		const rows = customers.map(({ name, phone, email }) => `"${name}",${phone},${email}`);
		const list = ['\uFEFFname,phone,email', ...rows, 'Bad Store,0100,bad@example.com'].join('\r\n');
		const upload = async () => {
			await examples.submit(form, [new File([list], 'customers.csv', { type: 'text/csv' })]);
		};
		const reports = () =>
			mailServer.to(OPERATOR).filter(({ subject }) => subject?.includes('onboarding: '));
		const created = () => sandbox.requestsTo('POST /create-instance');

		await upload();
		for (const { email } of customers) await mailServer.nth(email, 1, 120);
		const [report] = await until('the report', () =>
			reports().length > 0 ? reports() : undefined,
		);
		expect(report?.subject).toBe('WhatsApp onboarding: 1 of 8 customers failed');
		expect(report?.text).toContain("Bad Store, 0100, bad@example.com: 'Phone' has no country code");
		expect(report?.text).not.toContain('[Item');
		expect(created()).toHaveLength(7);
		expect(created().filter(({ status }) => status === 429)).toEqual([]);

		const link =
			/http\S+/.exec((await mailServer.nth('store3@example.com', 1)).text ?? '')?.[0] ?? '';
		expect(link.split('#')[0]).toBe(page);
		await untilPageShows(link, 'scan');

		for (const { name } of customers.slice(1)) sandbox.setStatus(instanceId(name), 'WORKING');
		await upload();
		await mailServer.nth('store1@example.com', 2, 90);
		await until('the second report', () => reports()[1]);
		expect(created()).toHaveLength(7);
		for (const { email } of customers.slice(1)) expect(mailServer.to(email)).toHaveLength(1);
	},
	240_000,
);
