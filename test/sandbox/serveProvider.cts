import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, ProviderRequest } from './answers.cts';
import type { Clock } from './clock.cts';
import { carryOut, comesInstead, pause, type FaultQueue } from './faults.cts';
import { pathOf, textFields, type Recorder } from './recorder.cts';
import { checkMediaType, validateResponses } from './responseValidation.cts';
import type { ProviderRoute, SandboxProvider } from './SandboxProvider.cts';
import type { Fault, ProviderName, RecordedRequest } from './types.cts';

/** What all APIs of a sandbox share. */
export interface Surroundings {
	clock: Clock;
	recorder: Recorder;
	faults: FaultQueue;
}

/** Serves a provider below its prefix: recorded, open to faults, every answer judged by its schema. */
export async function serveProvider(
	app: FastifyInstance,
	name: ProviderName,
	provider: SandboxProvider,
	surroundings: Surroundings,
): Promise<void> {
	await app.register(
		async (scope) => {
			await validateResponses(scope);
			readEveryBody(scope);
			recordAndDisturb(scope, name, provider.prefix, surroundings);
			for (const route of provider.routes) addRoute(scope, route);
			scope.setNotFoundHandler((request, reply) =>
				send(reply, { ...provider.notFound(toProviderRequest(request)), undocumented: true }),
			);
		},
		{ prefix: provider.prefix },
	);
}

/** Adds one route to a scope whose responses are validated. */
export function addRoute(scope: FastifyInstance, route: ProviderRoute): void {
	scope.route({
		method: route.method,
		url: route.url,
		schema: { response: route.response },
		handler: async (request, reply) => {
			const answer = await route.handle(toProviderRequest(request));
			const isObject = typeof answer.body === 'object' && !Buffer.isBuffer(answer.body);
			if (!isObject) checkMediaType(answer, route.response);
			return send(reply, answer);
		},
	});
}

/** A body that is no JSON reaches the route as text, so that the route can answer in its own words. */
function readEveryBody(scope: FastifyInstance): void {
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
		try {
			done(null, JSON.parse(String(text)));
		} catch {
			done(null, text === '' ? null : text);
		}
	});
}

function recordAndDisturb(
	scope: FastifyInstance,
	name: ProviderName,
	prefix: string,
	{ clock, recorder, faults }: Surroundings,
): void {
	const records = new WeakMap<FastifyRequest, RecordedRequest>();
	const disturbed = new WeakMap<FastifyRequest, Fault>();

	scope.addHook('onRequest', (request, _reply, done) => {
		records.set(request, recorder.begin(name, prefix, request));
		done();
	});

	scope.addHook('preHandler', async (request, reply) => {
		const record = records.get(request);
		if (record === undefined) return undefined;
		record.body = request.body ?? null;
		const fault = faults.take(record);
		if (fault === null) return undefined;
		disturbed.set(request, fault);
		if (fault.action.kind === 'delay' && fault.phase !== 'after') {
			if (!(await pause(clock, fault.action.milliseconds, faults.brokenOff))) {
				reply.hijack();
				reply.raw.destroy();
				return reply;
			}
		}
		// The hook below puts the fault's answer in the place of this empty one.
		return comesInstead(fault) ? reply.send('') : undefined;
	});

	scope.addHook('onSend', async (request, reply, payload) => {
		const fault = disturbed.get(request);
		const answer = fault
			? await carryOut(fault, reply, payload, clock, faults.brokenOff)
			: { payload, broken: false };
		const record = records.get(request);
		const broken = answer.broken || reply.raw.destroyed;
		if (record !== undefined && !broken) record.status = reply.statusCode;
		return answer.payload;
	});
}

function toProviderRequest(request: FastifyRequest): ProviderRequest {
	return {
		address: `http://${request.host}`,
		path: pathOf(request),
		parameters: textFields(request.params),
		query: textFields(request.query),
		body: request.body ?? null,
		headers: textFields(request.headers),
	};
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
	const { body, undocumented = false } = answer;
	reply.code(answer.status).headers(answer.headers ?? {});
	reply.type(answer.contentType ?? 'application/json; charset=utf-8');
	const asText = undocumented && typeof body === 'object' && !Buffer.isBuffer(body);
	return reply.send(asText ? JSON.stringify(body) : body);
}
