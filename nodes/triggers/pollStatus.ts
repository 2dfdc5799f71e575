import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { isQrCode } from '../domain/instance';
import { ParameterError } from '../domain/ParameterError';
import { presentInstance, presentQrCode, qrCodeFileName } from '../domain/presentation';
import { presentableAnswer } from '../domain/redact';
import { toNodeError } from '../operations/itemErrors';
import { providerList } from '../providers';
import { readText } from '../providers/answers';
import type { Provider } from '../providers/Provider';
import { attempt } from '../transport/attempt';
import { now } from '../transport/clock';
import { Session, type Send } from '../transport/Session';
import {
	eventsOfStatus,
	findChanges,
	readKnown,
	remember,
	type KnownInstances,
	type StatusChange,
	type StatusEvent,
} from './statusChanges';

const REQUEST_TIMEOUT = 30_000;

// For a 429 from a provider that documents no limit.
const RETRY_AFTER = 60_000;

/** What the trigger keeps in the workflow's static data, so that it survives a restart. */
interface PollState {
	/** Which account the instances belong to; another one starts anew. */
	account: string;
	instances: KnownInstances;
	/** When a fresh QR code was last asked for, in milliseconds since 1970. */
	qrCodeAskedAt?: number;
}

interface Account {
	provider: Provider;
	session: Session;
	send: Send;
	/** Names the account without telling anything of its key. */
	key: string;
}

interface Choices {
	triggerOn: StatusEvent[];
	/** `null` stands for all of them. */
	instanceIds: string[] | null;
	attachQrCode: boolean;
	binaryPropertyName: string;
}

/**
 * One poll: asks for the list of instances, compares it with the last one, and gives an item for
 * each change that was asked for. The first poll only remembers what there is. A test run in the
 * editor shows the present instances and remembers nothing.
 *
 * @returns `null` when there is nothing to tell
 * @throws {NodeApiError | NodeOperationError} when the poll fails; what was remembered stays
 */
export async function pollStatus(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	try {
		const choices = readChoices(context);
		const account = await openAccount(context);
		const listed = await account.provider.getMany(account.send);
		// Once for each ID, or a doubled row would be another change at every poll.
		const instances = [
			...new Map(listed.map(({ instance }) => [instance.instanceId, instance])).values(),
		];
		if (context.getMode() === 'manual') {
			const samples = instances.map(
				(instance): StatusChange => ({
					events: [...eventsOfStatus(instance.status), 'anyStatusChange'],
					instance,
					previousStatus: null,
				}),
			);
			return await showSamples(context, account, choices, samples);
		}

		const stored: IDataObject & Partial<PollState> = context.getWorkflowStaticData('node');
		const known = stored.account === account.key ? readKnown(stored.instances) : undefined;
		const changes =
			known === undefined ? [] : wantedChanges(findChanges(known, instances), choices);
		// Before the codes are asked for, which takes time: a poll that overlaps must not tell it again.
		Object.assign(stored, { account: account.key, instances: remember(instances) });
		const items = await toItems(context, account, choices, changes, stored);
		return items.length > 0 ? items : null;
	} catch (error) {
		throw toNodeError(context, error);
	}
}

function readChoices(context: IPollFunctions): Choices {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const chosen = context.getNodeParameter('instances', 'all') === 'chosen';
	const entered: unknown = context.getNodeParameter('instanceIds', []);
	// An expression may give the IDs as text.
	const instanceIds = (Array.isArray(entered) ? entered : String(entered).split(','))
		.map((id) => readText(id))
		.filter((id) => id !== '');
	if (chosen && instanceIds.length === 0) {
		throw new ParameterError("'Instance Names or IDs' is empty", 'Choose the instances to watch');
	}
	return {
		triggerOn: context.getNodeParameter('triggerOn', []) as StatusEvent[],
		instanceIds: chosen ? instanceIds : null,
		attachQrCode: options.attachQrCode === true,
		binaryPropertyName: readText(options.binaryPropertyName) || 'data',
	};
}

async function openAccount(context: IPollFunctions): Promise<Account> {
	const name = context.getNodeParameter('provider', '');
	const provider = providerList.find((one) => one.name === name);
	if (provider === undefined) throw new ParameterError("'Provider' is not chosen", 'Choose one');
	const credentials = await context.getCredentials(provider.credentialType);
	const session = new Session(context, provider, credentials);
	// A poll does not wait for limits: the next one comes soon.
	const budget = { remaining: 0 };
	const { id } = context.getNode().credentials?.[provider.credentialType] ?? {};
	return {
		provider,
		session,
		send: session.sender({ requestTimeout: REQUEST_TIMEOUT, rateLimitWait: 0, budget }),
		key: `${provider.name}:${id ?? ''}`,
	};
}

function wantedChanges(changes: StatusChange[], { triggerOn, instanceIds }: Choices) {
	return changes.flatMap((change) => {
		const events = change.events.filter((event) => triggerOn.includes(event));
		const isChosen = instanceIds === null || instanceIds.includes(change.instance.instanceId);
		return events.length > 0 && isChosen ? [{ ...change, events }] : [];
	});
}

async function showSamples(
	context: IPollFunctions,
	account: Account,
	choices: Choices,
	samples: StatusChange[],
): Promise<INodeExecutionData[]> {
	const { instanceIds } = choices;
	const chosen = samples.filter(
		({ instance }) => instanceIds === null || instanceIds.includes(instance.instanceId),
	);
	if (chosen.length === 0) {
		throw new ParameterError(
			instanceIds === null
				? `There is no instance at ${account.provider.title} to show as a sample`
				: `${account.provider.title} has none of the chosen instances`,
			"Create one with the 'WhatsApp Instance' node; the active trigger will report it",
		);
	}
	return await toItems(context, account, { ...choices, attachQrCode: false }, chosen, {});
}

async function toItems(
	context: IPollFunctions,
	account: Account,
	choices: Choices,
	changes: StatusChange[],
	stored: Partial<PollState>,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const { events, instance, previousStatus } of changes) {
		const [event = 'anyStatusChange'] = events;
		const item: INodeExecutionData = {
			json: {
				...presentableAnswer(
					presentInstance(account.provider.name, instance),
					account.session.knownSecrets,
				),
				previousStatus,
				event,
				changedAt: new Date(now()).toISOString(),
			},
		};
		if (choices.attachQrCode && instance.status === 'awaitingScan') {
			await attachQrCode(context, account, choices, item, { instance, stored });
		}
		items.push(item);
	}
	return items;
}

/** Adds a fresh code, or says when the next one is possible. A change is told in any case. */
async function attachQrCode(
	context: IPollFunctions,
	{ provider, send, session }: Account,
	{ binaryPropertyName }: Choices,
	item: INodeExecutionData,
	{ instance, stored }: { instance: StatusChange['instance']; stored: Partial<PollState> },
): Promise<void> {
	const withoutCode = (hint: string) => {
		Object.assign(item.json, { qrCode: null, qrCodeHint: session.redact(hint) });
	};
	const period = provider.qrCodeLimit?.perMilliseconds ?? 0;
	const askedAt = Number(stored.qrCodeAskedAt ?? NaN);
	const next = askedAt + period;
	if (askedAt <= now() && now() < next) {
		const time = new Date(next).toISOString();
		withoutCode(`No QR code: the next one is possible at ${time}. Get it with 'Get QR Code'`);
		return;
	}

	stored.qrCodeAskedAt = now();
	const asked = await attempt(provider.requestQrCode(send, instance.instanceId, 'image'));
	if ('error' in asked && asked.error.kind === 'rateLimited') {
		const time = new Date(now() + (period || RETRY_AFTER)).toISOString();
		withoutCode(`No QR code: the next one is possible at ${time}. Get it with 'Get QR Code'`);
		return;
	}
	if ('error' in asked) {
		withoutCode(`No QR code: ${asked.error.message}. ${asked.error.description}`);
		return;
	}
	const { qrCode } = asked.value;
	if (!isQrCode(qrCode)) {
		withoutCode(`No QR code: ${qrCode.problem}. Get it with 'Get QR Code'`);
		return;
	}
	const fileName = qrCodeFileName(instance);
	try {
		const file = await context.helpers.prepareBinaryData(qrCode.png, fileName, 'image/png');
		item.binary = { [binaryPropertyName]: file };
	} catch (error) {
		// A change is told in any case, even with a full disk.
		const reason = error instanceof Error ? error.message : String(error);
		withoutCode(`The QR code could not be stored: ${reason}. Get it with 'Get QR Code'`);
		return;
	}
	const issued = { qrCode, issuedAt: now() };
	item.json.qrCode = presentQrCode(issued, fileName, session.knownSecrets);
}
