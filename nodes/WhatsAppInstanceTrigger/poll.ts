import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { type Instance, STATUS_TRAITS } from '../domain/instance';

import { toNodeError } from '../shared/nodeErrors';
import { statusHintOf } from '../shared/statusHint';

import { now } from '../transport/clock';
import { openAccount, type PollAccount } from './openAccount';
import { PollQrCodes } from './attachQrCode';
import { keep, recall, type PollState } from './pollState';
import {
	eventsOfStatus,
	findChanges,
	reportedTo,
	type StatusChange,
	type StatusEvent,
	STATUS_EVENTS,
} from './statusChanges';
import { ParameterError, readText, readChoice } from '../domain/parameters';
import { instanceJson } from '../domain/instanceJson';

// A request for a code may disturb an instance that is connecting again by itself.
const NOT_YET = {
	qrCode: null,
	qrCodeHint:
		"No QR code: a phone was connected at the last poll and may reconnect by itself. If it doesn't, get a code with 'Get QR Code'",
};

interface Choices {
	triggerOn: StatusEvent[];
	/** `null` stands for all instances. */
	instanceIds: string[] | null;
	attachQrCode: boolean;
	binaryPropertyName: string;
}

/**
 * One poll: requests the list of instances, compares it with the previous one, and returns an item
 * for each selected change. The first poll after an activation only remembers the instances; the
 * first one after a restart of n8n continues with what was stored. A test run in the editor returns
 * the current instances and remembers nothing.
 *
 * @returns `null` when there is nothing to report
 * @throws {NodeApiError | NodeOperationError} when the poll fails; what was remembered stays
 */
export async function pollStatus(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	try {
		const choices = readChoices(context);
		const account = await openAccount(context);
		const listed = await account.provider.status.list(account.send);
		// Each ID once, or a duplicate row would be another change at every poll.
		const instances = [
			...new Map(listed.map(({ instance }) => [instance.instanceId, instance])).values(),
		];
		if (context.getMode() === 'manual') return showSamples(account, choices, instances);

		const stored: IDataObject & Partial<PollState> = context.getWorkflowStaticData('node');
		const known = recall(context, stored, account, instances);
		const changes =
			known === undefined ? [] : wantedChanges(findChanges(known, instances), choices);
		// Before the codes are requested, which takes time: an overlapping poll must not report the
		// changes again.
		keep(context, stored, account, instances, known);
		const qrCodes = new PollQrCodes(context, account, stored, choices.binaryPropertyName);
		const items: INodeExecutionData[] = [];
		for (const change of changes) {
			const item = toItem(account, change);
			const { instance } = change;
			if (choices.attachQrCode && STATUS_TRAITS[instance.status].awaitsScan) {
				if (change.mayBeTemporary) Object.assign(item.json, NOT_YET);
				else await qrCodes.attach(item, instance);
			}
			items.push(item);
		}
		return items.length > 0 ? items : null;
	} catch (error) {
		throw toNodeError(context, error);
	}
}

function readChoices(context: IPollFunctions): Choices {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const chosen = context.getNodeParameter('instances', 'all') === 'chosen';
	const entered: unknown = context.getNodeParameter('instanceIds', []);
	// An expression may return the IDs as text.
	const instanceIds = (Array.isArray(entered) ? entered : String(entered).split(','))
		.map((id) => readText(id))
		.filter((id) => id !== '');
	if (chosen && instanceIds.length === 0) {
		throw new ParameterError("'Instance Names or IDs' is empty", 'Choose the instances to watch');
	}
	const triggerOn = context.getNodeParameter('triggerOn', []);
	if (!Array.isArray(triggerOn) || triggerOn.length === 0) {
		throw new ParameterError("'Trigger On' is empty", 'Choose what starts the workflow');
	}
	return {
		triggerOn: triggerOn.map((event) => readChoice(event, 'Trigger On', STATUS_EVENTS)),
		instanceIds: chosen ? instanceIds : null,
		attachQrCode: options.attachQrCode === true,
		binaryPropertyName: readText(options.binaryPropertyName) || 'data',
	};
}

function wantedChanges(changes: StatusChange[], choices: Choices): StatusChange[] {
	return changes.flatMap((change) => {
		const reported = reportedTo(change, choices.triggerOn);
		return reported !== undefined && isChosen(change.instance, choices) ? [reported] : [];
	});
}

function isChosen({ instanceId }: Instance, { instanceIds }: Choices): boolean {
	return instanceIds === null || instanceIds.includes(instanceId);
}

/**
 * The current instances as items, for a test run.
 *
 * @throws {ParameterError} when there are none to show
 */
function showSamples(
	account: PollAccount,
	choices: Choices,
	instances: readonly Instance[],
): INodeExecutionData[] {
	const chosen = instances.filter((instance) => isChosen(instance, choices));
	if (chosen.length === 0) {
		const { title } = account.provider.endpoint;
		throw new ParameterError(
			choices.instanceIds === null
				? `There is no instance at ${title} to show as a sample`
				: `${title} has none of the chosen instances`,
			"Create one with the 'WhatsApp Instance' node; the active trigger will report it",
		);
	}
	return chosen.map((instance) => {
		const events: StatusEvent[] = [...eventsOfStatus(instance.status), 'anyStatusChange'];
		return toItem(account, { events, instance, previousStatus: null });
	});
}

function toItem(
	{ provider, client }: PollAccount,
	{ events: [event = 'anyStatusChange'], instance, previousStatus, changedAt }: StatusChange,
): INodeExecutionData {
	return {
		json: {
			...instanceJson(provider.name, instance, client.secrets),
			previousStatus,
			event,
			changedAt: new Date(changedAt ?? now()).toISOString(),
			...statusHintOf(provider, instance.providerStatus),
		},
	};
}
