import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { unknownInstance, type Instance } from '../../../nodes/domain/instance.ts';
import { providerList } from '../../../nodes/providers/index.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { pollStatus } from '../../../nodes/WhatsAppInstanceTrigger/poll.ts';
import { descriptors } from '../../providers/descriptors.cts';

const ACCESS = { baseUrl: 'http://127.0.0.1:9', apiKey: 'key-of-no-account' };

describe.each(providerList)('a poll of $name', (provider) => {
	let listed: jest.SpiedFunction<typeof provider.status.list>;
	beforeEach(() => {
		listed = jest.spyOn(provider.status, 'list');
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	const list = (...instances: Instance[]) =>
		listed.mockResolvedValueOnce(instances.map((instance) => ({ instance, raw: {} })));
	const row = (status: Instance['status'], providerStatus: string): Instance => ({
		...unknownInstance('a'),
		status,
		providerStatus,
	});

	test('says what a person has to do about a word that has a hint, and nothing about others', async () => {
		const poll = polling(provider);
		const statusHint = 'Ask the person to open another page';
		jest.replaceProperty(provider, 'statusHints', { NEW_WORD: statusHint });
		list(row('awaitingScan', 'SCAN'));
		await poll();

		list(row('unknown', 'NEW_WORD'));
		expect((await poll())?.[0]?.json).toMatchObject({ status: 'unknown', statusHint });
		for (const word of ['OTHER_WORD', 'constructor']) {
			list(row(word === 'OTHER_WORD' ? 'starting' : 'unknown', word));
			expect((await poll())?.[0]?.json).not.toHaveProperty('statusHint');
		}
	});

	test('that gets no whole list is an error in words and changes nothing', async () => {
		const stored: IDataObject = {};
		const poll = polling(provider, stored);
		list(row('connected', 'OPEN'));
		await poll();
		const before = JSON.stringify(stored);
		listed.mockRejectedValueOnce(
			new ProviderError('unreadable', 'The list is incomplete', {
				description: 'It says that it has more',
				status: 200,
			}),
		);

		await expect(poll()).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'The list is incomplete',
			description: 'It says that it has more',
		});
		expect(JSON.stringify(stored)).toBe(before);
		list(row('connected', 'OPEN'));
		expect(await poll()).toBeNull();
	});
});

/** Polls with one context, as n8n does. */
function polling({ name, endpoint }: Provider, stored: IDataObject = {}) {
	const parameters: IDataObject = { provider: name, triggerOn: ['anyStatusChange'] };
	const credential = descriptors[name as keyof typeof descriptors].credential.data(ACCESS);
	const context: Partial<IPollFunctions> = {
		getNode: () => ({
			...{ id: '1', name: 'Trigger', type: 'trigger', typeVersion: 1, position: [0, 0] },
			parameters: {},
			credentials: { [endpoint.credentialType]: { id: '1', name: 'Account' } },
		}),
		getNodeParameter: ((field: string, fallback: unknown) =>
			parameters[field] ?? fallback) as IPollFunctions['getNodeParameter'],
		getCredentials: (() =>
			Promise.resolve(credential)) as unknown as IPollFunctions['getCredentials'],
		getMode: () => 'trigger',
		getActivationMode: () => 'init',
		getWorkflowStaticData: () => stored,
	};
	return async () => await pollStatus(context as IPollFunctions);
}
