import { randomBytes } from 'node:crypto';

import { isRecord } from '../../../../nodes/domain/json.ts';
import type { Send } from '../../../../nodes/transport/types.ts';
import type { LiveAccount } from '../../LiveAccount.cts';
import { UNKNOWN_PATH, type LifeStep, type LiveInstance } from '../../LiveProvider.cts';
import { at, recordsIn } from '../../readings.cts';

/** What the check asks Wachat. */
export type Step =
	| LifeStep
	| 'list'
	| 'page2'
	| 'firstState'
	| 'unknownState'
	| 'unknownPath'
	| 'wrongKey'
	| 'limits'
	| 'webhooks'
	| 'sameCode';

/** The rows of a list; also of one that has numbers as keys (API.md, "GET /instance/list"). */
export function rowsOf(json: unknown): Record<string, unknown>[] {
	const list = at(json, 'instances');
	return recordsIn(isRecord(list) ? Object.values(list) : list);
}

/**
 * Sends what changes nothing. No request for a QR code is among them: it would start an instance
 * that is closed (API.md, "The engine beneath").
 *
 * @throws {ProviderError} when the key is refused or the address is wrong
 */
export async function look(account: LiveAccount<Step>): Promise<void> {
	const get = (path: string, query?: Record<string, string>) => (send: Send) =>
		send({ method: 'GET', path, ...(query && { query }) });
	const list = await account.step('list', get('/instance/list'));
	if ('error' in list) throw list.error;

	const rows = rowsOf(account.evidence.last('list')?.json);
	if (rows.length > 0) await account.step('page2', get('/instance/list', { page: '2' }));
	const name = rows.map(({ apiInstanceName }) => apiInstanceName).find(isText);
	const state = (instanceName: string) => get('/instance/state', { instanceName });
	if (name !== undefined) await account.step('firstState', state(name));
	const random = randomBytes(12).toString('hex');
	await account.step('unknownState', state(`live-check-${random}`));
	await account.step('limits', get('/account/limits'));
	await account.step('webhooks', get('/webhooks'));
	await account.step('unknownPath', get(UNKNOWN_PATH));
	await account.stepWithKey('wrongKey', `live-check-${random}`, get('/instance/list'));
}

/** Requests the code that was just created, as the next step does, too. */
export async function afterCreate(
	account: LiveAccount<Step>,
	{ instanceId }: LiveInstance,
): Promise<void> {
	await account.step('sameCode', (send) =>
		account.provider.qrCode.request(send, instanceId, 'json'),
	);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
