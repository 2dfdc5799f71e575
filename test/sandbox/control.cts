import type { FastifyError, FastifyInstance } from 'fastify';
import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import * as bodies from './controlSchemas.cts';
import { NotPossibleError, UnknownInstanceError } from './errors.cts';
import type { OwnControl } from './SandboxProvider.cts';
import type { DeliveryOptions, Fault, ProviderName, Sandbox, SeedFields } from './types.cts';

/** What the HTTP controls can reach. */
export type Controls = Omit<
	Sandbox,
	'address' | 'accounts' | 'controlAddresses' | 'listen' | 'close'
>;

/** A body that passed the schema of its control; which fields it has, that schema says. */
interface ControlBody extends Omit<Fault, 'times' | 'provider'>, SeedFields {
	times?: number | 'Infinity';
	/** Optional where the instance names it. */
	provider: ProviderName;
	instanceId: string;
	status: string;
	on: boolean;
	event: string;
	data?: Record<string, unknown>;
	options?: DeliveryOptions;
}

interface ControlCall {
	body: object;
	call: (controls: Controls, body: ControlBody) => unknown;
}

type InstanceControl = 'scan' | 'expireQrCode' | 'fail' | 'drop' | 'remove';

function onInstance(control: InstanceControl): ControlCall {
	return {
		body: bodies.instance,
		call: (controls, { instanceId, provider }) => {
			controls[control](instanceId, provider);
		},
	};
}

/** Every control that is called by `POST /control/<name>`, with the body it takes. */
const CONTROL_CALLS: Record<string, ControlCall> = {
	seedInstance: {
		body: bodies.seed,
		call: (controls, { provider, ...fields }) => controls.seedInstance(provider, fields),
	},
	scan: onInstance('scan'),
	expireQrCode: onInstance('expireQrCode'),
	setStatus: {
		body: bodies.instanceStatus,
		call: (controls, { instanceId, status, provider }) => {
			controls.setStatus(instanceId, status, provider);
		},
	},
	fail: onInstance('fail'),
	drop: onInstance('drop'),
	remove: onInstance('remove'),
	withholdQrCodes: {
		body: bodies.providerSwitch,
		call: (controls, { provider, on }) => {
			controls.withholdQrCodes(provider, on);
		},
	},
	deliverWebhook: {
		body: bodies.delivery,
		call: (controls, { instanceId, event, data, options, provider }) =>
			controls.deliverWebhook(instanceId, event, data, options, provider),
	},
	addFault: {
		body: bodies.fault,
		call: (controls, { times = 1, ...fault }) => {
			controls.addFault({ ...fault, times: Number(times) });
		},
	},
	clearFaults: {
		body: bodies.nothing,
		call: (controls) => {
			controls.clearFaults();
		},
	},
	setLimits: {
		body: bodies.onOff,
		call: (controls, { on }) => {
			controls.setLimits(on);
		},
	},
	reset: {
		body: bodies.nothing,
		call: (controls) => {
			controls.reset();
		},
	},
};

/** The controls that only one provider has, by provider and name. */
export type OwnControls = Record<ProviderName, Record<string, OwnControl>>;

/** The calls of `serveControls`, for people: method and path. */
export function controlAddresses(own: OwnControls): string[] {
	return [
		'GET /control/requests',
		'GET /control/instances',
		...Object.keys(CONTROL_CALLS).map((name) => `POST /control/${name}`),
		...ownPaths(own).map(({ path }) => `POST /control${path}`),
	];
}

/**
 * Makes the controls of a sandbox reachable for other processes, below `/control`; those that only
 * one provider has below its name there.
 */
export async function serveControls(
	app: FastifyInstance,
	controls: Controls,
	own: OwnControls,
): Promise<void> {
	await app.register(
		(scope, _options, done) => {
			scope.setErrorHandler((error: FastifyError, _request, reply) =>
				reply.code(statusOf(error)).send({ error: error.message }),
			);
			scope.setNotFoundHandler((request, reply) =>
				reply.code(404).send({
					error: `No control ${request.method} ${request.url}. There are: ${controlAddresses(own).join(', ')}.`,
				}),
			);
			scope.get('/requests', () => controls.requests);
			scope.get('/instances', () => controls.instances());
			for (const [name, { body, call }] of Object.entries(CONTROL_CALLS)) {
				scope.post(`/${name}`, { schema: { body } }, async (request) => {
					const result = await call(controls, (request.body ?? {}) as ControlBody);
					return result ?? { done: name };
				});
			}
			for (const { provider, name, path, body } of ownPaths(own)) {
				scope.post(path, { schema: { body } }, (request) => {
					controls.ownControl(provider, name, request.body as object);
					return { done: name };
				});
			}
			done();
		},
		{ prefix: '/control' },
	);
}

function ownPaths(own: OwnControls) {
	return PROVIDER_NAMES.flatMap((provider) =>
		Object.entries(own[provider]).map(([name, { body }]) => ({
			provider,
			name,
			body,
			path: `/${provider}/${name}`,
		})),
	);
}

function statusOf(error: FastifyError): number {
	if (error instanceof UnknownInstanceError) return 404;
	if (error instanceof NotPossibleError) return 400;
	return error.statusCode ?? 500;
}
