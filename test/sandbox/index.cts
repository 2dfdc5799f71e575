import { once } from 'node:events';
import type { Server } from 'node:http';

import fastify, { type FastifyInstance } from 'fastify';
import { forEachProvider, PROVIDER_NAMES, descriptors } from '../providers/descriptors.cts';
import { systemClock, type Clock } from './clock.cts';
import { controlAddresses, serveControls, type Controls } from './control.cts';
import { DeliveryQueue } from './DeliveryQueue.cts';
import { NotPossibleError, UnknownInstanceError } from './errors.cts';
import { FaultQueue } from './faults.cts';
import { RateLimits } from './rateLimits.cts';
import { Recorder } from './recorder.cts';
import type { SandboxProvider } from './SandboxProvider.cts';
import { serveProvider } from './serveProvider.cts';
import type { ProviderName, Sandbox, SandboxOptions } from './types.cts';

export type { Clock } from './clock.cts';
export type {
	Access,
	ChooseFault,
	Delivery,
	DeliveryManner,
	DeliveryOptions,
	Fault,
	FaultAction,
	ProviderName,
	RecordedRequest,
	Sandbox,
	SandboxInstance,
	SandboxOptions,
	SeedFields,
} from './types.cts';

const HOST = '127.0.0.1';

/**
 * Starts a stand-in for all providers on 127.0.0.1. Rejects when the port is taken.
 */
export async function startSandbox({
	port = 0,
	clock = systemClock,
	limits = true,
}: SandboxOptions = {}): Promise<Sandbox> {
	const closing = new AbortController();
	const parts = makeParts(clock, limits, closing.signal);
	const controls = makeControls(parts);
	const own = forEachProvider((name) => parts.providers[name].controls ?? {});

	const app = newServer();
	for (const name of PROVIDER_NAMES) {
		await serveProvider(app, name, parts.providers[name], { ...parts, clock });
	}
	await serveControls(app, controls, own);
	const address = await app.listen({ port, host: HOST });

	return {
		...controls,
		address,
		accounts: forEachProvider((name) => {
			const { prefix, access } = parts.providers[name];
			return { baseUrl: address + prefix, ...access };
		}),
		controlAddresses: controlAddresses(own),
		listen: async (on) => {
			await listen(app.server, on, Number(new URL(address).port));
		},
		close: async () => {
			closing.abort();
			parts.faults.breakOff();
			await app.close();
		},
	};
}

async function listen(server: Server, on: boolean, port: number): Promise<void> {
	if (server.listening === on) return;
	if (on) {
		server.listen(port, HOST);
		await once(server, 'listening');
	} else {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}
}

function newServer(): FastifyInstance {
	return fastify({
		forceCloseConnections: true,
		ajv: {
			customOptions: {
				discriminator: true,
				coerceTypes: false,
				removeAdditional: false,
				useDefaults: false,
				allowUnionTypes: true,
			},
		},
	});
}

interface Parts {
	providers: Record<ProviderName, SandboxProvider>;
	deliveries: Record<ProviderName, DeliveryQueue>;
	limits: Record<ProviderName, RateLimits>;
	recorder: Recorder;
	faults: FaultQueue;
}

function makeParts(clock: Clock, limitsOn: boolean, closing: AbortSignal): Parts {
	const limits = forEachProvider(() => new RateLimits(clock, limitsOn));
	const deliveries = forEachProvider(() => new DeliveryQueue(closing));
	return {
		providers: forEachProvider((name) =>
			descriptors[name].startSandbox({
				clock,
				limits: limits[name],
				deliveries: deliveries[name],
			}),
		),
		deliveries,
		limits,
		recorder: new Recorder(clock),
		faults: new FaultQueue(),
	};
}

function makeControls({ providers, deliveries, limits, recorder, faults }: Parts): Controls {
	/** The provider that holds an instance. */
	const holder = (instanceId: string, wanted?: ProviderName): SandboxProvider => {
		const names = PROVIDER_NAMES.filter(
			(name) => (wanted ?? name) === name && providers[name].account.has(instanceId),
		);
		const [name, other] = names;
		if (name === undefined) throw new UnknownInstanceError(instanceId);
		if (other !== undefined) {
			throw new NotPossibleError(
				`${names.join(' and ')} hold an instance "${instanceId}"; say which provider is meant.`,
			);
		}
		return providers[name];
	};

	return {
		requests: recorder.requests,
		requestsTo: (route) => recorder.requests.filter((request) => request.route === route),
		instances: (provider) =>
			PROVIDER_NAMES.filter((name) => (provider ?? name) === name).flatMap((name) =>
				providers[name].account.describeAll(),
			),
		seedInstance: (provider, fields) => providers[provider].account.seed(fields),
		scan: (instanceId, provider) => {
			holder(instanceId, provider).account.scan(instanceId);
		},
		expireQrCode: (instanceId, provider) => {
			holder(instanceId, provider).account.expireQrCode(instanceId);
		},
		setStatus: (instanceId, status, provider) => {
			holder(instanceId, provider).account.setStatus(instanceId, status);
		},
		fail: (instanceId, provider) => {
			holder(instanceId, provider).account.fail(instanceId);
		},
		drop: (instanceId, provider) => {
			holder(instanceId, provider).account.drop(instanceId);
		},
		remove: (instanceId, provider) => {
			holder(instanceId, provider).account.remove(instanceId);
		},
		withholdQrCodes: (provider, on) => {
			providers[provider].account.qrCodesWithheld = on;
		},
		ownControl: (provider, name, body) => {
			const control = providers[provider].controls?.[name];
			if (control === undefined) {
				throw new NotPossibleError(`${provider} has no control "${name}".`);
			}
			control.call(body as never);
		},
		deliverWebhook: async (instanceId, event, data = {}, options = {}, provider) =>
			await holder(instanceId, provider).deliver(instanceId, event, data, options),
		addFault: (fault) => {
			faults.add(fault);
		},
		disturb: (choose) => {
			faults.choose = choose;
		},
		clearFaults: () => {
			faults.clear();
		},
		setLimits: (on) => {
			for (const name of PROVIDER_NAMES) limits[name].enabled = on;
		},
		reset: () => {
			for (const name of PROVIDER_NAMES) {
				providers[name].reset();
				deliveries[name].forget();
				limits[name].forget();
			}
			recorder.forget();
			faults.clear();
			faults.breakOff();
		},
	};
}
