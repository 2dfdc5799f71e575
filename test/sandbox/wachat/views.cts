import { qrCodePng, type QrCode } from '../qrCodes.cts';
import type { WachatInstance } from './account.cts';

/** The part of `/instance/create` and `/instance/qr` that shows a code; `base64` is a data URI. */
export function qrCodeView(instance: WachatInstance, code: QrCode) {
	const png = qrCodePng(code);
	return {
		pairingCode: instance.pairingCode,
		code: code.text,
		base64: `data:image/png;base64,${png.toString('base64')}`,
		count: instance.qrCount,
	};
}

/** The four name fields of an instance (API.md, "Three names for one instance"). */
export function names({ name, instanceId }: WachatInstance) {
	return {
		instanceName: name,
		displayName: name,
		apiInstanceName: instanceId,
		internalName: instanceId,
	};
}

/** What is known of the WhatsApp account behind an instance. */
function profile(instance: WachatInstance) {
	const connected = instance.status === 'open';
	const owner = instance.owner ?? instance.phone;
	return {
		number: instance.phone,
		profileName: connected ? instance.name : null,
		profilePictureUrl: null,
		profilePicUrl: null,
		owner: connected && owner ? `${owner}@s.whatsapp.net` : null,
		integration: instance.integration,
	};
}

/** The body of a state response (API.md, "GET /instance/state"). */
export function stateView(instance: WachatInstance): object {
	const { instanceName, apiInstanceName, internalName } = names(instance);
	return {
		success: true,
		data: { instance: { instanceName: apiInstanceName, state: instance.status } },
		instance: {
			instanceName,
			apiInstanceName,
			internalName,
			state: instance.status,
			...profile(instance),
		},
	};
}

/** One row of the list (API.md, "GET /instance/list"). */
export function listRow(instance: WachatInstance): object {
	return {
		id: instance.id,
		...names(instance),
		state: instance.status,
		status: instance.status,
		isConnected: instance.status === 'open',
		...profile(instance),
		createdAt: new Date(instance.createdAt).toISOString(),
		updatedAt: new Date(instance.updatedAt).toISOString(),
	};
}

/** The body of a limits response (API.md, "GET /account/limits"). */
export function limitsView(used: number, limit: number): object {
	return {
		success: true,
		account: { teamId: 1, teamName: 'Sandbox' },
		plan: { id: 1, name: 'Sandbox', interval: 'month', currency: 'USD', amount: 0 },
		subscription: {
			status: 'active',
			hasAccess: true,
			isExpired: false,
			isTrial: false,
			isCancelled: false,
			isPending: false,
			isPastDue: false,
			effectiveExpiry: null,
			currentPeriodEnd: null,
			trialEndsAt: null,
			expiresAt: null,
		},
		limits: {
			users: 'Unlimited',
			contacts: 'Unlimited',
			instances: {
				limit,
				used,
				remaining: Math.max(0, limit - used),
				isLimitReached: used >= limit,
			},
			messages: null,
		},
		features: {
			ai: false,
			flowBuilder: false,
			campaigns: false,
			templates: false,
			voiceCalls: false,
		},
	};
}

/** The page of `GET /instance/qr/live`: loads itself again until the phone is connected. */
export function livePage(instance: WachatInstance, imageUrl: string): string {
	const title = instance.name.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
	const connected = instance.status === 'open';
	const content = connected
		? '<p>WhatsApp is connected.</p>'
		: `<img src="${imageUrl.replaceAll('&', '&amp;')}" alt="WhatsApp QR Code">`;
	const refresh = connected ? '' : '<meta http-equiv="refresh" content="3">';
	return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8">${refresh}<title>${title}</title></head>
<body><h1>${title}</h1>${content}</body>
</html>
`;
}
