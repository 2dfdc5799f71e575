import type { IDataObject } from 'n8n-workflow';

import type { Instance, InstanceStatus } from '../../domain/instance';
import { ParameterError } from '../../domain/ParameterError';
import { parsePhone, phoneDigits } from '../../domain/phone';
import { entryOf } from '../../domain/table';
import type { ProviderResponse } from '../../transport/ApiClient';
import { hypersenderDeliveries } from './webhooks';
import { isRecord, qrCodeFromText, readListed, readTextField, textOrNull } from '../readers';
import type { InstanceFilters, InstanceWithQrCode, LiveStatus, Provider } from '../Provider';

const MINUTE = 60_000;

// apis.md 1.2. `STOPPED` needs a restart; whatever is not listed means "not yet".
const STATUS: Record<string, InstanceStatus> = {
	PENDING: 'pending',
	STARTING: 'starting',
	SCAN_QR_CODE: 'awaitingScan',
	WORKING: 'connected',
	STOPPED: 'disconnected',
	FAILED: 'failed',
};

// The words of `connection.update`, an event that is hinted at only (apis.md 1.7).
const CONNECTION_STATUS: Record<string, InstanceStatus> = {
	connecting: 'starting',
	open: 'connected',
	close: 'disconnected',
	closed: 'disconnected',
};

// Seed, request-new-qr-code page: a code typically lasts about 60 seconds.
const QR_CODE_VALID_FOR = MINUTE;

const MAX_NAME = 50;

/** Hypersender Enterprise API (apis.md 1, and its seed document). */
export const hypersender: Provider = {
	name: 'hypersender',
	title: 'Hypersender',
	description: 'Instances of the Hypersender Enterprise API',
	credentialType: 'hypersenderApi',
	credentialTitle: 'Hypersender API',
	defaultBaseUrl: 'https://app.hypersender.com/api/whatsapp/v2',
	uniqueNames: true,

	createFields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Cairo Store',
			description: 'Name of the new instance, at most 50 characters and unique in the account',
		},
		{
			displayName: 'Phone',
			name: 'phone',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +20 123 456 7890',
			description: 'Number of the phone to connect, with its country code',
		},
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/webhooks/whatsapp',
			description: 'Address that Hypersender sends the events of this instance to',
		},
	],
	// Seed: "This endpoint is limited to 5 requests per minute".
	createLimit: { name: 'create', requests: 5, perMilliseconds: MINUTE },

	readCreatePlan(parameter) {
		const name = readTextField(parameter('name', ''), 'Name');
		if (name === '') {
			throw new ParameterError("'Name' is empty", 'Enter a name for the new instance');
		}
		const length = [...name].length;
		if (length > MAX_NAME) {
			throw new ParameterError(
				`'Name' is too long: ${length} characters`,
				`Hypersender allows at most ${MAX_NAME} characters`,
			);
		}
		const phone = parsePhone(readTextField(parameter('phone', ''), 'Phone'));
		const webhookUrl = readWebhookUrl(readTextField(parameter('webhookUrl', ''), 'Webhook URL'));
		return {
			name,
			phone,
			query: {},
			body: { phone: `+${phone}`, name, ...(webhookUrl && { webhook_url: webhookUrl }) },
			secrets: [],
		};
	},

	async create(send, plan) {
		const answer = await send({
			method: 'POST',
			path: '/create-instance',
			body: plan.body,
			...(hypersender.createLimit && { limit: hypersender.createLimit }),
		});
		const created = readInstanceWithQrCode(answer);
		const { name, phone } = created.instance;
		return {
			...created,
			instance: { ...created.instance, name: name ?? plan.name, phone: phone ?? plan.phone },
		};
	},

	// A taken name is a 422 with a complaint about the field (apis.md 1.3).
	isNameTaken(error) {
		return error.kind === 'conflict' || 'name' in error.fieldErrors;
	},

	async getMany(send, filters = {}) {
		const answer = await send({ method: 'GET', path: '/instances', query: filterQuery(filters) });
		// Documented as a bare array; Laravel's usual wrapper is accepted too (apis.md 1.3).
		const rows = isRecord(answer.json) ? answer.json.data : answer.json;
		if (!Array.isArray(rows)) throw answer.unreadable('it is not a list of instances');
		if (hasFurtherPages(answer.json)) throw answer.incomplete('the first page of the instances');
		return readListed(rows, normalizeInstance, 'id', answer);
	},

	async getStatus(send, instanceId) {
		const { json, unreadable } = await send({
			method: 'GET',
			path: `/${encodeURIComponent(instanceId)}/health`,
			resourceLabel: `instance '${instanceId}'`,
			...(hypersender.statusLimit && { limit: hypersender.statusLimit }),
		});
		const row = isRecord(json) && isRecord(json.data) ? json.data : json;
		if (!isRecord(row) || textOrNull(row.status) === null) {
			throw unreadable("the field 'status' is missing");
		}
		const { status, connected_at = null } = row;
		return {
			...readStatus(status),
			connectedAt: textOrNull(connected_at),
			row: { status, connected_at },
		};
	},
	// apis.md 1.3: 10 health requests a minute.
	statusLimit: { name: 'health', requests: 10, perMilliseconds: MINUTE },
	statuses: [...Object.values(STATUS), 'unknown'],
	// Ten a minute would be one every 6 seconds; this leaves room for another look in between.
	pollInterval: 7000,

	async restart(send, instanceId) {
		const { json } = await send({
			method: 'POST',
			path: `/${encodeURIComponent(instanceId)}/restart`,
			resourceLabel: `instance '${instanceId}'`,
			bodyOptional: true,
			...(hypersender.restartLimit && { limit: hypersender.restartLimit }),
		});
		return isRecord(json) ? json : {};
	},
	// apis.md 1.3: 5 restarts a minute.
	restartLimit: { name: 'restart', requests: 5, perMilliseconds: MINUTE },

	qrCodeFields: [],
	// apis.md 1.3: 1 request a minute.
	qrCodeLimit: { name: 'new QR code', requests: 1, perMilliseconds: MINUTE },
	// A second try would have to wait a whole minute.
	qrCodeAttempts: { count: 1, pause: 0 },

	async requestQrCode(send, instanceId) {
		const answer = await send({
			method: 'POST',
			path: `/${encodeURIComponent(instanceId)}/request-new-qr-code`,
			resourceLabel: `instance '${instanceId}'`,
			...(hypersender.qrCodeLimit && { limit: hypersender.qrCodeLimit }),
		});
		return readInstanceWithQrCode(answer, instanceId);
	},

	deliveries: hypersenderDeliveries,
	toInstanceStatus: (word) => entryOf(CONNECTION_STATUS, word ?? '') ?? readStatus(word).status,

	hasAccessTokens: true,
	instanceIdExample: 'c9a1dd76-5678-4f9d-9012-a5b78de100c3',
	instanceIdPattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
};

/**
 * Makes the shared instance of a Hypersender one (seed, `InstanceResponse`).
 *
 * @param knownId stands in where the answer has no `id`
 * @returns `undefined` when there is no ID
 */
export function normalizeInstance(row: IDataObject, knownId?: string): Instance | undefined {
	const instanceId = textOrNull(row.id) ?? knownId;
	if (instanceId === undefined) return undefined;
	const accessToken = textOrNull(row.access_token);
	return {
		instanceId,
		name: textOrNull(row.name),
		phone: phoneDigits(row.phone),
		...readStatus(row.status),
		createdAt: textOrNull(row.created_at),
		...(accessToken && { accessToken }),
	};
}

function readStatus(value: unknown): Omit<LiveStatus, 'row'> {
	const providerStatus = textOrNull(value);
	return { status: entryOf(STATUS, providerStatus ?? '') ?? 'unknown', providerStatus };
}

// apis.md 1.3: `filter[name]` matches partly, the others exactly.
function filterQuery({ instanceId, name, phone, status }: InstanceFilters): Record<string, string> {
	const word = Object.keys(STATUS).find((key) => STATUS[key] === status);
	return {
		...(instanceId && { 'filter[uuid]': instanceId }),
		...(name && { 'filter[name]': name }),
		...(phone && { 'filter[phone]': `+${phone}` }),
		...(word && { 'filter[status]': word }),
	};
}

/** Whether Laravel's usual wrapper names a page after this one. */
function hasFurtherPages(json: unknown): boolean {
	if (!isRecord(json)) return false;
	const { links, meta } = json;
	const next = isRecord(links) ? links.next : json.next_page_url;
	const last = isRecord(meta) ? meta.last_page : json.last_page;
	return textOrNull(next) !== null || Number(last) > 1;
}

function readInstanceWithQrCode(answer: ProviderResponse, knownId?: string): InstanceWithQrCode {
	const { json } = answer;
	if (!isRecord(json)) throw answer.unreadable('it is not an instance');
	const row = isRecord(json.data) ? json.data : json;
	const instance = normalizeInstance(row, knownId);
	if (instance === undefined) throw answer.unreadable("the field 'id' is missing");
	return {
		instance,
		qrCode: qrCodeFromText(row.qr_code, { validFor: QR_CODE_VALID_FOR }),
		answer: row,
	};
}

function readWebhookUrl(text: string): string {
	if (text !== '' && !(URL.canParse(text) && new URL(text).protocol === 'https:')) {
		throw new ParameterError(
			"'Webhook URL' must be an address that starts with https://",
			'Hypersender delivers events to https addresses only',
		);
	}
	return text;
}
