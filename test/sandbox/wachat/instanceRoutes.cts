import type { Answer, ProviderRequest } from '../answers.cts';
import { qrCodePng, type QrCode } from '../qrCodes.cts';
import type { ProviderRoute } from '../SandboxProvider.cts';
import { failed, refused, type WachatGuards } from './guards.cts';
import { readCreateRequest } from './createRequest.cts';
import * as schemas from './schemas.cts';
import { isBaileys, type WachatAccount, type WachatInstance } from './account.cts';
import { limitsView, listRow, livePage, names, qrCodeView, stateView } from './views.cts';

/** The instance and account routes of Wachat, as its API.md describes them. */
export function instanceRoutes(account: WachatAccount, guards: WachatGuards): ProviderRoute[] {
	const { keyed, keyedOrQuery, ofInstance } = guards;

	const withQrCode =
		(show: (instance: WachatInstance, code: QrCode) => Answer) =>
		(instance: WachatInstance): Answer => {
			if (!isBaileys(instance)) return notBaileys;
			const code = account.currentQrCode(instance);
			return code === null
				? failed(502, 'The QR code could not be fetched.')
				: show(instance, code);
		};

	return [
		{
			method: 'POST',
			url: '/instance/create',
			response: schemas.createInstance,
			handle: keyed((request) => create(account, request)),
		},
		{
			method: 'GET',
			url: '/instance/qr',
			response: schemas.qr,
			handle: keyed(ofInstance(withQrCode(qrJson))),
		},
		{
			method: 'GET',
			url: '/instance/qr/image',
			response: schemas.qrImage,
			handle: keyedOrQuery(
				ofInstance(withQrCode((_instance, code) => pngAnswer(200, qrCodePng(code)))),
			),
		},
		{
			method: 'GET',
			url: '/instance/qr/live',
			response: schemas.qrLive,
			handle: (request) =>
				request.query['apiKey']
					? keyedOrQuery(ofInstance(live))(request)
					: failed(400, 'apiKey is required.'),
		},
		{
			method: 'GET',
			url: '/instance/state',
			response: schemas.state,
			handle: keyed(ofInstance((instance) => ({ status: 200, body: stateView(instance) }))),
		},
		{
			method: 'GET',
			url: '/instance/list',
			response: schemas.list,
			handle: keyed(() => {
				const instances = account.all().map(listRow);
				return { status: 200, body: { success: true, count: instances.length, instances } };
			}),
		},
		{
			method: 'DELETE',
			url: '/instance/logout',
			response: schemas.logout,
			handle: keyed(
				ofInstance((instance) => {
					if (instance.status === 'close') {
						return failed(400, `The "${instance.instanceId}" instance is not connected.`);
					}
					account.drop(instance.instanceId);
					return { status: 200, body: { success: true } };
				}),
			),
		},
		{
			method: 'DELETE',
			url: '/instance/delete',
			response: schemas.deleteInstance,
			handle: keyed(ofInstance((instance) => deleteInstance(account, instance))),
		},
		{
			method: 'GET',
			url: '/account/limits',
			response: schemas.accountLimits,
			handle: keyed(() => ({
				status: 200,
				body: limitsView(account.all().length, account.instanceLimit),
			})),
		},
	];
}

const notBaileys = failed(409, 'QR codes exist for WHATSAPP-BAILEYS instances only.');

function create(account: WachatAccount, request: ProviderRequest): Answer {
	const form = request.query['response'] ?? 'json';
	if (form !== 'json' && form !== 'image') {
		return failed(400, 'response must be json or image.');
	}
	const fields = readCreateRequest(request.body);
	if ('error' in fields) return failed(400, fields.error);
	if (account.all().length >= account.instanceLimit) return refused(403);

	const instance = account.create(fields);
	const code = instance.qrCode;
	if (form === 'image' && code !== null) {
		return pngAnswer(201, qrCodePng(code), {
			'X-Instance-Name': headerText(instance.name),
			'X-Api-Instance-Name': instance.instanceId,
		});
	}
	const { instanceId, id, phone, integration } = instance;
	return {
		status: 201,
		body: {
			success: true,
			// API.md, "POST /instance/create": empty where none was given.
			instance: {
				id,
				...names(instance),
				number: fields.number === null ? '' : phone,
				integration,
			},
			qrcode: code && {
				...qrCodeView(instance, code),
				imageUrl: qrUrl(request.address, 'image', instanceId),
				liveUrl: qrUrl(request.address, 'live', instanceId),
			},
			qrError: code === null && isBaileys(instance) ? 'The QR code could not be fetched.' : null,
		},
	};
}

function qrJson(instance: WachatInstance, code: QrCode): Answer {
	const { id, instanceId, name, integration, evolutionInstanceId } = instance;
	return {
		status: 200,
		body: {
			success: true,
			instance: {
				id,
				instanceName: instanceId,
				displayName: name,
				integration,
				evolutionInstanceId,
			},
			qrcode: qrCodeView(instance, code),
		},
	};
}

function live(instance: WachatInstance, { address, query }: ProviderRequest): Answer {
	if (!isBaileys(instance)) return notBaileys;
	const key = encodeURIComponent(query['apiKey'] ?? '');
	const imageUrl = `${qrUrl(address, 'image', instance.instanceId)}&apiKey=${key}`;
	return {
		status: 200,
		body: livePage(instance, imageUrl),
		contentType: 'text/html; charset=utf-8',
	};
}

function deleteInstance(account: WachatAccount, instance: WachatInstance): Answer {
	if (!isBaileys(instance)) return failed(400, 'The integration is not supported here.');
	const { id, instanceId, name, status } = instance;
	if (status === 'open') {
		return {
			status: 409,
			body: {
				success: false,
				error: 'Instance must be logged out before deletion.',
				reason: 'instance_still_connected',
				connectionState: 'open',
			},
		};
	}
	account.remove(instanceId);
	return {
		status: 200,
		body: {
			success: true,
			message: 'Instance deleted.',
			instance: { id, instanceName: instanceId, displayName: name },
			connectionState: status,
			instanceDeleted: true,
			instanceMissing: false,
		},
	};
}

function qrUrl(address: string, form: 'image' | 'live', instanceId: string): string {
	return `${address}/wachat/api/v1/instance/qr/${form}?instanceName=${encodeURIComponent(instanceId)}`;
}

function pngAnswer(status: number, png: Buffer, headers: Record<string, string> = {}): Answer {
	return { status, body: png, contentType: 'image/png', headers };
}

/** A header holds printable ASCII only, a display name may hold anything. */
function headerText(name: string): string {
	return /^[\x20-\x7e]*$/.test(name) ? name : encodeURIComponent(name);
}
