import { randomBytes, randomUUID } from 'node:crypto';

import { isRecord } from '../../../../nodes/domain/json.ts';
import type { ProviderError } from '../../../../nodes/transport/ProviderError.ts';
import type { Send } from '../../../../nodes/transport/types.ts';
import type { LiveAccount } from '../../LiveAccount.cts';
import { UNKNOWN_PATH, type LifeStep, type LiveInstance } from '../../LiveProvider.cts';
import { at, recordsIn } from '../../readings.cts';

/** What the check asks Hypersender. */
export type Step =
	| LifeStep
	| 'list'
	| 'page2'
	| 'byName'
	| 'health'
	| 'unknownInstance'
	| 'unknownAgain'
	| 'otherUnknown'
	| 'unknownPath'
	| 'wrongKey'
	| 'nameTaken'
	| 'paddedName'
	| 'wideName'
	| 'restart'
	| 'afterRestart';

// API.md, "POST /{instance}/restart": 5 to 10 seconds; the sandbox takes 10.
const RESTART_TAKES = 15_000;

/** The rows of a list, bare or wrapped (API.md, "GET /instances"). */
export function rowsOf(json: unknown): Record<string, unknown>[] {
	return recordsIn(isRecord(json) ? json.data : json);
}

/** The instance in a response, bare or wrapped. */
export function rowOf(json: unknown): Record<string, unknown> {
	const row = isRecord(json) && isRecord(json.data) ? json.data : json;
	return isRecord(row) ? row : {};
}

/** Whether a phone was never connected to an instance (API.md, "Instance object"). */
export function wasNeverConnected(row: Record<string, unknown>): boolean {
	return 'access_token' in row && row.access_token === null && row.status !== 'WORKING';
}

/**
 * The instance whose health shows most: one whose status no document has, else one that was never
 * connected, else any.
 */
export function instanceToCheck(
	json: unknown,
	isKnown: (status: unknown) => boolean,
): Record<string, unknown> | undefined {
	const rows = rowsOf(json).filter(({ id }) => typeof id === 'string');
	return rows.find(({ status }) => !isKnown(status)) ?? rows.find(wasNeverConnected) ?? rows[0];
}

/** An instance whose name can be searched for in other letters. */
export function instanceToSearch(json: unknown): Record<string, unknown> | undefined {
	return rowsOf(json).find(({ name }) => typeof name === 'string' && swapCase(name) !== name);
}

/**
 * Sends what changes nothing: lists, and the health of one instance and of two that do not exist,
 * four of ten requests a minute.
 *
 * @throws {ProviderError} when the key is refused or the address is wrong
 */
export async function look(
	account: LiveAccount<Step>,
	isKnown: (status: unknown) => boolean,
): Promise<void> {
	const list = await account.step('list', askList);
	if ('error' in list) await confirmAddress(account, list.error);
	else await account.stepWithKey('wrongKey', wrongKey(), askList);

	const json = account.evidence.last('list')?.json;
	await askAboutList(account, json, isKnown);
	const unknown = randomUUID();
	await account.step('unknownInstance', (send) => askHealth(send, unknown, account));
	await account.step('unknownAgain', (send) => askHealth(send, unknown, account));
	await account.step('otherUnknown', (send) => askHealth(send, randomUUID(), account));
	await account.step('unknownPath', (send) => send({ method: 'GET', path: UNKNOWN_PATH }));
}

/**
 * Where the list is at another path, which is an assumption, another call shows that the address is
 * right: it refuses a wrong key.
 *
 * @throws {ProviderError} the given one when that is not so
 */
async function confirmAddress(account: LiveAccount<Step>, error: ProviderError): Promise<void> {
	if (error.kind !== 'notFound') throw error;
	await account.stepWithKey('wrongKey', wrongKey(), (send) =>
		askHealth(send, randomUUID(), account),
	);
	if (account.evidence.last('wrongKey')?.status !== 401) throw error;
}

/** A key in the form of one (API.md, "Access") that nobody has. */
function wrongKey(): string {
	return `1|${randomBytes(24).toString('hex')}`;
}

async function askList(send: Send): Promise<void> {
	await send({ method: 'GET', path: '/instances' });
}

async function askAboutList(
	account: LiveAccount<Step>,
	json: unknown,
	isKnown: (status: unknown) => boolean,
): Promise<void> {
	if (rowsOf(json).length === 0) return;
	const list = (query: Record<string, string>) => (send: Send) =>
		send({ method: 'GET', path: '/instances', query });
	await account.step('page2', list({ page: '2' }));
	const name = instanceToSearch(json)?.name;
	if (typeof name === 'string') {
		await account.step('byName', list({ 'filter[name]': swapCase(name) }));
	}
	const id = instanceToCheck(json, isKnown)?.id;
	if (typeof id === 'string') await account.step('health', (send) => askHealth(send, id, account));
}

async function askHealth(
	send: Send,
	instanceId: string,
	{ provider }: LiveAccount<Step>,
): Promise<void> {
	await provider.status.getLive(send, instanceId);
}

/**
 * Sends create requests that must be refused, because the phone is missing (API.md, "POST
 * /create-instance"); what else they complain about is what counts. Three of five a minute.
 */
export async function afterCreate(
	account: LiveAccount<Step>,
	{ name }: LiveInstance,
): Promise<void> {
	const create = (body: Record<string, unknown>) => (send: Send) =>
		send({
			method: 'POST',
			path: '/create-instance',
			body,
			...(account.provider.create.limit && { limit: account.provider.create.limit }),
		});
	await account.step('nameTaken', create({ name }));
	await account.step('paddedName', create({ name: `  ${name} `, phone: ' ' }));
	// Fifty characters, a hundred bytes.
	await account.step('wideName', create({ name: 'é'.repeat(50) }));
}

/** Restarts the instance, and asks for its health once it has had the time. */
export async function afterCodes(
	account: LiveAccount<Step>,
	{ instanceId }: LiveInstance,
): Promise<void> {
	const { restart } = account.provider;
	if (restart === undefined) return;
	await account.step('restart', (send) => restart.run(send, instanceId));
	await account.pause(RESTART_TAKES);
	await account.step('afterRestart', (send) => askHealth(send, instanceId, account));
}

/** The complaints about fields in a 422, by field. */
export function complaints(json: unknown): Record<string, unknown> {
	const errors = at(json, 'errors');
	return isRecord(errors) ? errors : {};
}

function swapCase(text: string): string {
	return text.replace(/[a-z]/gi, (letter) => {
		const upper = letter.toUpperCase();
		return letter === upper ? letter.toLowerCase() : upper;
	});
}
