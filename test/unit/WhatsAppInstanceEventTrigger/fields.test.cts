import { providerList } from '../../../nodes/providers/index.ts';
import { properties } from '../../../nodes/WhatsAppInstanceEventTrigger/fields.ts';
import { WhatsAppInstanceEventTrigger } from '../../../nodes/WhatsAppInstanceEventTrigger/WhatsAppInstanceEventTrigger.node.ts';

const { triggerPanel } = new WhatsAppInstanceEventTrigger().description;

const senders = providerList.flatMap(({ webhooks }) =>
	webhooks.kind === 'none' ? [] : [webhooks],
);

test('before n8n listens, it says how a test event gets here from each provider', () => {
	const hint = senders.map(({ testNotice }) => testNotice).join(' ');

	expect(hint).toContain('the test URL');
	expect(triggerPanel).toMatchObject({
		activationHint: hint,
		executionsHelp: {
			active: expect.stringContaining(hint) as unknown,
			inactive: expect.stringContaining(hint) as unknown,
		},
	});
});

test('while it listens, the notice beside says what happens to the test URL', () => {
	const notices = properties.filter(({ type }) => type === 'notice');

	expect(notices.map(({ displayName }) => displayName)).toEqual(
		senders.map(({ setUpNotice }) => setUpNotice),
	);
	for (const { setUpNotice } of senders) expect(setUpNotice).toContain('the test URL');
});

test("speaks of publishing, and names the older n8n's word once", () => {
	const registering = senders.filter(({ kind }) => kind === 'registered');

	for (const { setUpNotice } of registering) {
		expect(setUpNotice).toMatch(/^Publishing the workflow \(in older n8n: activating it\)/);
		expect(setUpNotice.match(/activat/gi)).toHaveLength(1);
	}
	expect(registering).not.toEqual([]);
});
