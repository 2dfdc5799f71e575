import { once } from 'node:events';
import type { Server } from 'node:http';

import fastify, { type FastifyInstance } from 'fastify';
import { systemClock, type Clock } from './clock.cts';
import { serveControls, type Controls } from './control.cts';
import { Deliveries } from './deliveries.cts';
import { UnknownInstanceError } from './errors.cts';
import { FaultQueue } from './faults.cts';
import { hypersender } from './hypersender/routes.cts';
import { HypersenderAccount } from './hypersender/state.cts';
import { deliverySecret, hypersenderToken, wachatKey } from './identifiers.cts';
import { serveProvider } from './provider.cts';
import { RateLimits } from './rateLimits.cts';
import { Recorder } from './recorder.cts';
import type { Sandbox, SandboxOptions } from './types.cts';
import { wachat } from './wachat/routes.cts';
import { WachatAccount } from './wachat/state.cts';
import { WebhookRegistry } from './wachat/webhooks.cts';

export type { Clock } from './clock.cts';
export type {
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
 * Starts a stand-in for both providers on 127.0.0.1. Rejects when the port is taken.
 */
export async function startSandbox({
	port = 0,
	clock = systemClock,
	limits: limitsOn = true,
}: SandboxOptions = {}): Promise<Sandbox> {
	const closing = new AbortController();
	const parts = makeParts(clock, limitsOn, closing.signal);
	const { hypersenderAccount, wachatAccount, registry, limits, keys } = parts;
	const providers = {
		hypersender: hypersender(hypersenderAccount, limits, keys.hypersender),
		wachat: wachat(wachatAccount, registry, keys.wachat),
	};
	const controls = makeControls(parts);
	const surroundings = { ...parts, clock };

	const app = newServer();
	await serveProvider(app, providers.hypersender, surroundings);
	await serveProvider(app, providers.wachat, surroundings);
	await serveControls(app, controls);
	const address = await app.listen({ port, host: HOST });

	return {
		...controls,
		address,
		hypersender: {
			baseUrl: address + providers.hypersender.prefix,
			apiKey: keys.hypersender,
			webhookSecret: keys.webhookSecret,
		},
		wachat: { baseUrl: address + providers.wachat.prefix, apiKey: keys.wachat },
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
	hypersenderAccount: HypersenderAccount;
	wachatAccount: WachatAccount;
	registry: WebhookRegistry;
	deliveries: Deliveries;
	limits: RateLimits;
	recorder: Recorder;
	faults: FaultQueue;
	keys: { hypersender: string; wachat: string; webhookSecret: string };
}

function makeParts(clock: Clock, limitsOn: boolean, closing: AbortSignal): Parts {
	const keys = {
		hypersender: hypersenderToken(),
		wachat: wachatKey(),
		webhookSecret: deliverySecret(),
	};
	const registry = new WebhookRegistry(clock);
	const deliveries = new Deliveries(clock, registry, keys.webhookSecret, closing);
	const wachatAccount = new WachatAccount(clock);
	wachatAccount.announce = (instance, event) => {
		void deliveries.announceWachat(instance, event);
	};
	return {
		hypersenderAccount: new HypersenderAccount(clock),
		wachatAccount,
		registry,
		deliveries,
		limits: new RateLimits(clock, limitsOn),
		recorder: new Recorder(clock),
		faults: new FaultQueue(),
		keys,
	};
}

function makeControls(parts: Parts): Controls {
	const { hypersenderAccount, wachatAccount, registry, deliveries } = parts;
	const { limits, recorder, faults } = parts;
	const accounts = { hypersender: hypersenderAccount, wachat: wachatAccount };

	const holding = (instanceId: string): HypersenderAccount | WachatAccount => {
		const found = Object.values(accounts).find((account) => account.find(instanceId) !== null);
		if (found === undefined) throw new UnknownInstanceError(instanceId);
		return found;
	};

	return {
		requests: recorder.requests,
		requestsTo: (route) => recorder.requests.filter((request) => request.route === route),
		instances: (provider) =>
			[...hypersenderAccount.describeAll(), ...wachatAccount.describeAll()].filter(
				(instance) => (provider ?? instance.provider) === instance.provider,
			),
		seedInstance: (provider, fields) =>
			provider === 'hypersender'
				? hypersenderAccount.describe(hypersenderAccount.seed(fields))
				: wachatAccount.describe(wachatAccount.seed(fields)),
		scan: (instanceId) => {
			holding(instanceId).scan(instanceId);
		},
		expireQrCode: (instanceId) => {
			holding(instanceId).expireQrCode(instanceId);
		},
		setStatus: (instanceId, status) => {
			holding(instanceId).setStatus(instanceId, status);
		},
		fail: (instanceId) => {
			holding(instanceId).fail(instanceId);
		},
		drop: (instanceId) => {
			holding(instanceId).drop(instanceId);
		},
		remove: (instanceId) => {
			holding(instanceId).remove(instanceId);
		},
		withholdQrCodes: (provider, on) => {
			accounts[provider].qrCodesWithheld = on;
		},
		setInstanceLimit: (limit) => {
			wachatAccount.instanceLimit = limit;
		},
		deliverWebhook: async (instanceId, event, data = {}, options = {}) => {
			const atHypersender = hypersenderAccount.find(instanceId);
			if (atHypersender) {
				return await deliveries.sendHypersender(atHypersender, event, data, options);
			}
			const atWachat = wachatAccount.find(instanceId);
			if (atWachat) return await deliveries.sendWachat(atWachat, event, data, options);
			throw new UnknownInstanceError(instanceId);
		},
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
			limits.enabled = on;
		},
		reset: () => {
			hypersenderAccount.reset();
			wachatAccount.reset();
			registry.reset();
			deliveries.forget();
			recorder.forget();
			faults.clear();
			faults.breakOff();
			limits.forget();
		},
	};
}
