import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { unknownInstance } from '../../../nodes/domain/instance.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import type { RegisteredWebhooks, Registration } from '../../../nodes/providers/Webhooks.ts';
import { wachat } from '../../../nodes/providers/wachat/index.ts';
import { webhooks as wachatWebhooks } from '../../../nodes/providers/wachat/webhooks.ts';
import {
	reconcileWebhooks,
	register,
	unregister,
} from '../../../nodes/WhatsAppInstanceEventTrigger/webhookMethods.ts';
import { providerError } from '../support/fakeSend.cts';

// A provider that has one webhook for each instance, and overwrites it without asking.
let double: Provider;
jest.mock('../../../nodes/providers/index.ts', () => ({ findProvider: () => double }));

const OWN = 'https://n8n.example.com/webhook/1';
const FOREIGN = 'https://crm.example.com/hook';

class Account {
	readonly instances = new Map<string, Registration | null>();

	readonly calls: string[] = [];

	/** Answers every request for a webhook as if nothing were there. */
	isAddressWrong = false;

	/** Says that there is nothing to delete, and keeps it. */
	keepsWebhooks = false;

	readonly webhooks: RegisteredWebhooks = {
		...wachatWebhooks,
		scope: 'instance',
		deliversTo: 'anyAddress',
		list: (_send, instanceId) => {
			if (instanceId === null) throw new Error('it has no list of all');
			this.calls.push(`list ${instanceId}`);
			const found = this.instances.get(instanceId);
			if (found === undefined || this.isAddressWrong) return Promise.reject(notFound());
			return Promise.resolve(found === null ? [] : [found]);
		},
		create: (_send, { url, events, instanceId, secret }) => {
			this.calls.push(`set ${instanceId}`);
			if (instanceId === null || !this.instances.has(instanceId)) return Promise.reject(notFound());
			this.instances.set(instanceId, { id: instanceId, url, events, instanceId, isEnabled: true });
			return Promise.resolve({ id: instanceId, secret });
		},
		delete: (_send, { id }) => {
			this.calls.push(`delete ${id}`);
			if (this.keepsWebhooks || !this.instances.get(id)) return Promise.reject(notFound());
			this.instances.set(id, null);
			return Promise.resolve();
		},
	};

	get provider(): Provider {
		const rows = () =>
			[...this.instances.keys()].map((id) => ({ instance: unknownInstance(id), raw: {} }));
		const list = () => {
			this.calls.push('list instances');
			return Promise.resolve(rows());
		};
		return { ...wachat, webhooks: this.webhooks, status: { ...wachat.status, list } };
	}

	webhookOf(instanceId: string): string | undefined {
		return this.instances.get(instanceId)?.url;
	}

	setForeign(instanceId: string, isEnabled = true, url = FOREIGN): void {
		this.instances.set(instanceId, { id: instanceId, url, instanceId, isEnabled });
	}
}

function notFound() {
	return providerError('notFound', 404);
}

let account: Account;
beforeEach(() => {
	account = new Account();
	account.instances.set('cairo', null).set('giza', null);
	double = account.provider;
});

/** A trigger in a workflow. */
function trigger(stored: IDataObject = {}) {
	const parameters: IDataObject = {
		provider: 'double',
		triggerOn: ['messages.upsert'],
		instances: 'one',
		instanceId: 'cairo',
	};
	const functions: Partial<IHookFunctions> = {
		getNode: () => ({
			...{ id: '1', name: 'Trigger', type: 'trigger', typeVersion: 1, position: [0, 0] },
			parameters: {},
		}),
		getNodeParameter: ((field: string, fallback: unknown) =>
			parameters[field] ?? fallback) as IHookFunctions['getNodeParameter'],
		getCredentials: (() =>
			Promise.resolve({
				apiKey: 'key-of-no-account',
				baseUrl: 'http://127.0.0.1:9',
			})) as unknown as IHookFunctions['getCredentials'],
		getWorkflowStaticData: () => stored,
		getNodeWebhookUrl: () => OWN,
		getWorkflow: () => ({ id: 'workflow', name: 'Alerts', active: true }),
		getInstanceId: () => 'n8n',
	};
	const context = functions as IHookFunctions;
	return {
		parameters,
		stored,
		// As n8n does.
		activate: async () => (await reconcileWebhooks(context)) || (await register(context)),
		deactivate: async () => await unregister(context),
	};
}

describe('webhooks that are registered for one instance each', () => {
	test('publishing sets the one of the chosen instance, and sets it once', async () => {
		const { activate, stored } = trigger();
		await activate();
		await activate();

		expect(account.webhookOf('cairo')).toBe(OWN);
		expect(account.calls.filter((call) => call.startsWith('set'))).toEqual(['set cairo']);
		expect(stored).toMatchObject({ registration: { id: 'cairo', instanceId: 'cairo', url: OWN } });
	});

	test('unpublishing removes it', async () => {
		const { activate, deactivate, stored } = trigger();
		await activate();
		await deactivate();

		expect(account.webhookOf('cairo')).toBeUndefined();
		expect(stored).toEqual({});
	});

	test('unpublishing removes it also after a crash that left nothing stored', async () => {
		await trigger().activate();
		await trigger().deactivate();

		expect(account.webhookOf('cairo')).toBeUndefined();
	});

	test.each([
		['All is chosen', { instances: 'all' }],
		['the chosen one is empty', { instanceId: '' }],
		['the chosen one is no ID', { instanceId: 'a b' }],
	])('unpublishing removes it although %s by now', async (_case, change) => {
		const { activate, deactivate, parameters } = trigger();
		await activate();
		Object.assign(parameters, change);
		await deactivate();

		expect(account.webhookOf('cairo')).toBeUndefined();
	});

	test.each([
		[FOREIGN, 'crm.example.com'],
		['not an address', 'another address'],
	])('the webhook of somebody else (%s) is not overwritten, but named', async (url, host) => {
		account.setForeign('cairo', true, url);
		const { activate, deactivate } = trigger();

		await expect(activate()).rejects.toMatchObject({
			message: "Instance 'cairo' has a webhook already, and Wachat keeps only one",
			description: `Remove the webhook at Wachat first. It leads to ${host}`,
		});
		await deactivate();
		expect(account.webhookOf('cairo')).toBe(url);
		expect(account.calls.filter((call) => !call.startsWith('list'))).toEqual([]);
	});

	test('a webhook of somebody else that is switched off gives way', async () => {
		account.setForeign('cairo', false);
		await trigger().activate();

		expect(account.webhookOf('cairo')).toBe(OWN);
	});

	test('all instances cannot be chosen', async () => {
		const { activate, parameters } = trigger();
		parameters.instances = 'all';

		await expect(activate()).rejects.toMatchObject({
			message: 'Wachat registers webhooks for one instance at a time',
			description: "Set 'Instances' to 'One' and choose an instance",
		});
		expect(account.calls).toEqual([]);
	});

	test('another instance takes the place of the one before, which keeps nothing', async () => {
		const { activate, parameters } = trigger();
		await activate();
		parameters.instanceId = 'giza';
		await activate();

		expect([account.webhookOf('cairo'), account.webhookOf('giza')]).toEqual([undefined, OWN]);
	});

	test('what somebody else has set for the one before stays', async () => {
		const { activate, parameters } = trigger();
		await activate();
		account.setForeign('cairo');
		parameters.instanceId = 'giza';
		await activate();

		expect([account.webhookOf('cairo'), account.webhookOf('giza')]).toEqual([FOREIGN, OWN]);
	});

	test('other events are set in the place of those before', async () => {
		const { activate, parameters } = trigger();
		await activate();
		parameters.triggerOn = ['chats.update'];
		await activate();

		expect(account.instances.get('cairo')).toMatchObject({ events: ['chats.update'], url: OWN });
	});

	test('an instance that is gone has taken its webhook along', async () => {
		const { activate, deactivate, parameters } = trigger();
		await activate();
		account.instances.delete('cairo');
		parameters.instanceId = 'giza';
		await activate();
		expect(account.webhookOf('giza')).toBe(OWN);

		account.instances.delete('giza');
		await deactivate();
	});

	test('an address that is wrong is no instance that is gone', async () => {
		const { activate, deactivate, stored } = trigger();
		await activate();
		account.isAddressWrong = true;

		await expect(deactivate()).rejects.toMatchObject({ httpCode: '404' });
		expect(stored).toHaveProperty('registration');
	});

	test('a chosen instance that does not exist is an error of the provider', async () => {
		const { activate, parameters } = trigger();
		parameters.instanceId = 'luxor';

		await expect(activate()).rejects.toMatchObject({ httpCode: '404' });
	});
});

describe('a webhook that the provider says is not there', () => {
	test('is removed when the list does not have it any more, at the cost of one request', async () => {
		const { activate, deactivate, stored } = trigger();
		await activate();
		const list = account.webhooks.list.bind(account.webhooks);
		let isFirst = true;
		jest.spyOn(account.webhooks, 'list').mockImplementation(async (send, instanceId) => {
			const listed = await list(send, instanceId);
			// Somebody else removes it directly after the first list.
			if (isFirst) account.instances.set('cairo', null);
			isFirst = false;
			return listed;
		});
		account.calls.length = 0;
		await deactivate();

		expect(account.calls).toEqual(['list cairo', 'delete cairo', 'list cairo']);
		expect(stored).toEqual({});
	});

	test('is an error in words while it is still listed, and stays known', async () => {
		const { activate, deactivate, stored } = trigger();
		await activate();
		account.keepsWebhooks = true;

		await expect(deactivate()).rejects.toMatchObject({
			message: "Wachat did not remove webhook 'cairo', although it still lists it",
			description: expect.stringContaining("'Base URL'") as unknown,
		});
		expect(stored).toHaveProperty('registration');
		account.keepsWebhooks = false;
		await deactivate();
		expect(account.webhookOf('cairo')).toBeUndefined();
	});

	test('costs no further request when it can be removed', async () => {
		const { activate, deactivate } = trigger();
		await activate();
		account.calls.length = 0;
		await deactivate();

		expect(account.calls).toEqual(['list cairo', 'delete cairo']);
	});
});
