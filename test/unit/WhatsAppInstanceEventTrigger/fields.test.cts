import { properties } from '../../../nodes/WhatsAppInstanceEventTrigger/fields.ts';
import { WhatsAppInstanceEventTrigger } from '../../../nodes/WhatsAppInstanceEventTrigger/WhatsAppInstanceEventTrigger.node.ts';

const { triggerPanel } = new WhatsAppInstanceEventTrigger().description;

test('before n8n listens, it says how a test event gets here from each provider', () => {
	const manual = 'At Hypersender, enter the test URL as the webhook in the dashboard for the test.';
	const registered = 'At Wachat, n8n registers the test URL while it listens.';

	expect(triggerPanel).toMatchObject({
		activationHint: `${manual} ${registered}`,
		executionsHelp: {
			active: expect.stringContaining(manual) as unknown,
			inactive: expect.stringContaining(registered) as unknown,
		},
	});
});

test('while it listens, the notice beside says where the test URL has to stand', () => {
	const notices = properties.filter(({ type }) => type === 'notice');

	expect(notices.map(({ displayName }) => displayName)).toEqual([
		expect.stringContaining('enter the test URL in the dashboard while n8n listens'),
		expect.stringContaining('Listening for a test event registers the test URL'),
	]);
});

test("speaks of publishing, and names the older n8n's word once", () => {
	const texts = properties.map(({ displayName }) => displayName).join(' ');

	expect(texts).toMatch(/^.*Publishing the workflow \(in older n8n: activating it\)/);
	expect(texts.match(/activat/gi)).toHaveLength(1);
});
