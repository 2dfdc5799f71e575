import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { randomBytes } from 'node:crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import {
	openAccount,
	type PairingAccount,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/openAccount.ts';
import { descriptors } from '../../providers/descriptors.cts';
import { PROVIDER_NAMES } from '../../providers/descriptors.cts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let clock: SteppedClock;
let scope: string;
beforeEach(() => {
	clock = newClock();
	scope = randomBytes(8).toString('hex');
});

describe.each(PROVIDER_NAMES)('the account of a page at %s', (provider) => {
	const { credential } = descriptors[provider];
	const newKey = () => randomBytes(24).toString('hex');

	/** A node with a credential, which counts how often it is read. */
	class Node {
		reads = 0;

		apiKey = newKey();

		async open(): Promise<PairingAccount> {
			const context = {
				getNodeParameter: () => provider,
				getCredentials: async (type: string) => {
					expect(type).toBe(credential.type);
					this.reads += 1;
					const { apiKey } = this;
					return await Promise.resolve({ apiKey, baseUrl: 'https://provider.example/api' });
				},
				helpers: {},
				getNode: () => ({ name: 'Page' }),
			};
			return await openAccount(context as unknown as IWebhookFunctions, scope);
		}
	}

	it('is read again every five seconds, and stays the same as long as the credential does', async () => {
		const node = new Node();
		const first = await node.open();
		await clock.pass(4_999);
		expect(await node.open()).toBe(first);
		expect(node.reads).toBe(1);
		await clock.pass(1);
		expect(await node.open()).toBe(first);
		expect(node.reads).toBe(2);
	});

	it('is another one within five seconds of a new key', async () => {
		const node = new Node();
		const first = await node.open();
		node.apiKey = newKey();
		await clock.pass(5 * SECOND);
		const second = await node.open();
		expect(second).not.toBe(first);
		expect(second.service).not.toBe(first.service);
		expect(second.key).not.toEqual(first.key);
	});

	it('is read again after a key that cannot be used', async () => {
		const node = new Node();
		const { apiKey } = node;
		node.apiKey = '';
		await expect(node.open()).rejects.toThrow();
		node.apiKey = apiKey;
		expect((await node.open()).provider.name).toBe(provider);
	});

	it('is forgotten when nobody has asked for a long time', async () => {
		const node = new Node();
		const first = await node.open();
		await clock.pass(15 * MINUTE);
		expect(await node.open()).not.toBe(first);
	});
});
