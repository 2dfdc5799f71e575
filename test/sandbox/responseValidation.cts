import responseValidation from '@fastify/response-validation';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Answer } from './answers.cts';

/** The body schemas of a route by status; several media types stand under `content`. */
export type ResponseSchemas = Record<
	number,
	{ type: unknown } | { allOf: object[] } | { content: Record<string, { schema: object }> }
>;

/**
 * Judges every JSON answer of the routes added to `scope` by the schema of its status. An answer that
 * fits none, or whose status has none, becomes a 500 that names the place in the schema.
 */
export async function validateResponses(scope: FastifyInstance): Promise<void> {
	await scope.register(responseValidation, {
		responseStatusCodeValidation: true,
		ajv: {
			removeAdditional: false,
			useDefaults: false,
			allErrors: true,
			allowUnionTypes: true,
			formats: { binary: true, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
		},
	});
	// Fastify's own serializer would drop and convert what a schema does not expect.
	scope.setSerializerCompiler(() => (body) => JSON.stringify(body));
	scope.setErrorHandler((error: FastifyError, request, reply) => {
		const drift = {
			error: `Sandbox answer to ${request.method} ${request.url}: ${error.message}`,
			schemaPaths: (error.validation ?? []).map(
				({ schemaPath, instancePath }) => `${schemaPath} (at ${instancePath || '/'})`,
			),
		};
		// Text is not judged again.
		return reply.code(500).type('application/json; charset=utf-8').send(JSON.stringify(drift));
	});
}

/** Throws when a body that is no JSON has a media type its status does not declare. */
export function checkMediaType(answer: Answer, schemas: ResponseSchemas): void {
	const declared = schemas[answer.status];
	const content: object = declared !== undefined && 'content' in declared ? declared.content : {};
	const mediaType = answer.contentType?.split(';', 1)[0] ?? '';
	if (!(mediaType in content)) {
		throw new Error(`status ${answer.status} declares no ${mediaType || 'text'} body`);
	}
}
