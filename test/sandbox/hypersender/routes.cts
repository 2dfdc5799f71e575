import { bearerKey, type Answer, type Handler, type ProviderRequest } from '../answers.cts';
import { qrCodePng } from '../qrCodes.cts';
import type { RateLimits } from '../rateLimits.cts';
import type { ProviderRoute } from '../SandboxProvider.cts';
import { readCreateRequest, type FieldErrors } from './createRequest.cts';
import * as schemas from './schemas.cts';
import { throttleHeaders } from './throttleHeaders.cts';
import type { HypersenderAccount, HypersenderInstance } from './account.cts';

/** The routes of the Hypersender Enterprise API (API.md, "Access"). */
export function hypersenderRoutes(
	account: HypersenderAccount,
	limits: RateLimits,
	apiKey: string,
): ProviderRoute[] {
	const keyed =
		(handle: Handler): Handler =>
		(request) =>
			bearerKey(request) === apiKey
				? handle(request)
				: { status: 401, body: { message: 'Unauthenticated.' } };

	// Laravel throttles before it looks at the instance or the fields, so refused fields count too.
	const limited = (endpoint: string, perMinute: number, handle: Handler): Handler =>
		keyed(async (request) => {
			const allowance = limits.spend(endpoint, perMinute);
			const answer = allowance.refused ? tooManyRequests : await handle(request);
			return { ...answer, headers: throttleHeaders(allowance) };
		});

	const ofInstance =
		(handle: (instance: HypersenderInstance) => Answer | Promise<Answer>): Handler =>
		({ parameters }) => {
			const instance = account.find(parameters['instance'] ?? '');
			return instance === null
				? { status: 404, body: { message: 'Instance not found.' } }
				: handle(instance);
		};

	return [
		{
			method: 'POST',
			url: '/create-instance',
			response: schemas.createInstance,
			handle: limited('create-instance', 5, ({ body }) => {
				const fields = readCreateRequest(body, (name) => account.nameIsTaken(name));
				if ('errors' in fields) return invalid('The given data was invalid.', fields.errors);
				return withQrCode(201, account.create(fields));
			}),
		},
		{
			method: 'POST',
			url: '/:instance/request-new-qr-code',
			response: schemas.requestNewQrCode,
			handle: limited(
				'request-new-qr-code',
				1,
				ofInstance((instance) => {
					const refusal = qrCodeRefusal(instance.status);
					if (refusal !== null) return invalid(refusal, { instance: [refusal] });
					account.newQrCode(instance);
					return withQrCode(200, instance);
				}),
			),
		},
		{
			method: 'GET',
			url: '/:instance/health',
			response: schemas.health,
			handle: limited('health', 10, ofInstance(health)),
		},
		{
			method: 'POST',
			url: '/:instance/restart',
			response: schemas.restart,
			handle: limited(
				'restart',
				5,
				ofInstance((instance) => {
					account.restart(instance);
					return {
						status: 200,
						body: { message: 'WhatsApp instance restarted successfully.' },
					};
				}),
			),
		},
		{
			method: 'GET',
			url: '/instances',
			response: schemas.instances,
			handle: keyed((request) => list(account.all(), request)),
		},
	];
}

/** Answers a path the API does not have, as Laravel does. */
export function notFound({ path }: ProviderRequest): Answer {
	return { status: 404, body: { message: `The route ${path.slice(1)} could not be found.` } };
}

const tooManyRequests: Answer = {
	status: 429,
	body: { message: 'Too many requests. Please try again later.' },
};

function invalid(message: string, errors: FieldErrors): Answer {
	return { status: 422, body: { message, errors, statusCode: 422 } };
}

/** Not documented: API.md, "POST /{instance}/request-new-qr-code". */
function qrCodeRefusal(status: string): string | null {
	if (status === 'WORKING') return 'The instance is already connected.';
	if (status === 'STOPPED' || status === 'FAILED') {
		return 'The instance is not running. Restart it before requesting a new QR code.';
	}
	return null;
}

function health(instance: HypersenderInstance): Answer {
	return {
		status: 200,
		body: {
			instance_id: instance.instanceId,
			connected_at: instance.connectedAt === null ? null : timestamp(instance.connectedAt),
			status: instance.status,
		},
		undocumented: !isDocumented(instance),
	};
}

/** `access_token` is null until the instance has been connected (API.md, "Instance object"). */
function list(instances: HypersenderInstance[], { query }: ProviderRequest): Answer {
	const { 'filter[uuid]': uuid, 'filter[name]': name, 'filter[phone]': phone } = query;
	const status = query['filter[status]'];
	const found = instances.filter(
		(instance) =>
			(uuid ?? instance.instanceId) === instance.instanceId &&
			instance.name.toLowerCase().includes((name ?? '').toLowerCase()) &&
			(phone ?? instance.phone) === instance.phone &&
			(status ?? instance.status) === instance.status,
	);
	return {
		status: 200,
		body: found.map((instance) =>
			instanceResponse(instance, instance.connectedAt === null ? null : instance.accessToken),
		),
		undocumented: !found.every(isDocumented),
	};
}

/** The schema wants a text for `qr_code`, so an answer without a code is outside the documents. */
function withQrCode(status: number, instance: HypersenderInstance): Answer {
	const code = instance.qrCode;
	const qrCode = code === null ? null : qrCodePng(code).toString('base64');
	return {
		status,
		body: { ...instanceResponse(instance, instance.accessToken), qr_code: qrCode },
		undocumented: code === null || !isDocumented(instance),
	};
}

function instanceResponse(instance: HypersenderInstance, accessToken: string | null): object {
	return {
		id: instance.instanceId,
		name: instance.name,
		phone: instance.phone,
		service_type: 'whatsapp',
		status: instance.status,
		access_token: accessToken,
		created_at: timestamp(instance.createdAt),
	};
}

function isDocumented({ status }: HypersenderInstance): boolean {
	return schemas.STATUSES.includes(status);
}

/** UTC without a time zone (API.md, "Instance object"). */
function timestamp(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 19);
}
