import { randomUUID } from 'node:crypto';

import { qrCodePng } from '../../../sandbox/qrCodes.cts';
import type { RecordedRequest } from '../../../sandbox/types.cts';
import { UNKNOWN_PATH } from '../../LiveProvider.cts';
import { altered, answered, answerWith, set, type Json, type Turn } from '../../support/turns.cts';

const CREATE = 'POST /create-instance';
const CODE = 'POST /:instance/request-new-qr-code';
const HEALTH = 'GET /:instance/health';
const LIST = 'GET /instances';
const UNKNOWN = `GET ${UNKNOWN_PATH}`;
const RESTART = 'POST /:instance/restart';

const hasWrongKey = ({ headers }: RecordedRequest) =>
	/^Bearer 1\|[0-9a-f]{48}$/.test(headers.authorization ?? '');
const hasRightKey = (request: RecordedRequest) => !hasWrongKey(request);

const bodyOf = ({ body }: RecordedRequest) => body as { name: string; phone?: string };
const isCreate = (request: RecordedRequest) => (bodyOf(request).phone ?? ' ') !== ' ';
const isNameTaken = (request: RecordedRequest) => bodyOf(request).phone === undefined;
const isWide = (request: RecordedRequest) => bodyOf(request).name.startsWith('é');
const isPadded = (request: RecordedRequest) => bodyOf(request).phone === ' ';

const withComplaint = (field: string) => (json: Json) => set(json, `errors.${field}`, ['No.']);
const withoutComplaint = (json: Json) => ({ ...json, errors: { phone: ['It is required.'] } });

const otherCode = qrCodePng({ text: 'https://example.com/', expiresAt: 0 }).toString('base64');

/** Health of instances that do not exist, where the limit counts in another way. */
const remaining = (left: (path: string, earlier: number) => number) => () => {
	const counts = new Map<string, number>();
	return (request: RecordedRequest) => {
		if (request.route !== HEALTH) return null;
		const earlier = counts.get(request.path) ?? 0;
		counts.set(request.path, earlier + 1);
		return answerWith(
			404,
			{ message: 'Instance not found.' },
			{
				'X-RateLimit-Limit': '10',
				'X-RateLimit-Remaining': String(left(request.path, earlier)),
			},
		);
	};
};

const createRefused = answered(CREATE, 403, { message: 'Not with this token.' });
const bodyOf401 = altered(LIST, () => ({ error: 'who are you' }), hasWrongKey);
const otherTokens = altered(LIST, (rows) =>
	Object.values(rows).map((row) => ({ ...(row as Json), access_token: 'opaque' })),
);

/** Every assumption about Hypersender that the check can refute, turned the other way. */
export const hypersenderTurns: readonly Turn[] = [
	{
		heading: 'Access',
		fact: 'Key for `POST /create-instance` and `GET /instances`',
		create: true,
		disturb: createRefused,
	},
	{
		heading: 'Access',
		fact: 'Request that tests a credential',
		disturb: answered(LIST, 200, [], { fits: hasWrongKey }),
	},
	{
		heading: 'Rate limits',
		fact: '`GET /instances`',
		disturb: answered(LIST, 200, [], {
			fits: hasRightKey,
			headers: { 'X-RateLimit-Limit': '7' },
		}),
	},
	{
		heading: 'Rate limits',
		fact: 'Response headers',
		disturb: answered(HEALTH, 404, { message: 'Instance not found.' }),
	},
	{ heading: 'Rate limits', fact: 'What counts', disturb: remaining(() => 9) },
	{
		heading: 'Rate limits',
		fact: 'What a limit applies to',
		disturb: remaining((_path, earlier) => 9 - earlier),
	},
	{
		heading: 'Instance object',
		fact: 'Time zone of `created_at` and `connected_at`',
		create: true,
		disturb: altered(
			CREATE,
			(json) => {
				const local = Date.parse(`${String(json.created_at)}Z`) + 3 * 3_600_000;
				return { ...json, created_at: new Date(local).toISOString().slice(0, 19) };
			},
			isCreate,
		),
	},
	{
		heading: 'Statuses',
		fact: 'Any other word',
		seed: (sandbox) => {
			sandbox.seedInstance('hypersender', { name: 'Giza', status: 'PAIRED' });
		},
		disturb: altered(HEALTH, (json) => ({ ...json, connected_at: '2026-03-01T11:00:00' })),
	},
	{
		heading: 'POST /create-instance',
		fact: 'What a character is',
		create: true,
		disturb: altered(CREATE, withComplaint('name'), isWide),
	},
	{
		heading: 'POST /create-instance',
		fact: 'Name taken',
		create: true,
		disturb: altered(CREATE, withoutComplaint, isNameTaken),
	},
	{
		heading: 'POST /create-instance',
		fact: 'Wrapped response',
		create: true,
		disturb: altered(CREATE, (json) => ({ instance: json }), isCreate),
	},
	{
		heading: 'POST /create-instance',
		fact: 'Text fields',
		create: true,
		disturb: altered(CREATE, withoutComplaint, isPadded),
	},
	{
		heading: 'POST /{instance}/request-new-qr-code',
		fact: 'Instance that is starting or pending',
		create: true,
		disturb: altered(CREATE, (json) => ({ ...json, status: 'STARTING' }), isCreate),
	},
	{
		heading: 'POST /{instance}/request-new-qr-code',
		fact: '`id` missing in the response',
		create: true,
		disturb: altered(CODE, (json) => ({ ...json, id: randomUUID() })),
	},
	{
		heading: 'GET /{instance}/health',
		fact: '`connected_at` before the first connection',
		disturb: altered(HEALTH, (json) => ({ ...json, connected_at: '2026-03-01T11:00:00' })),
	},
	{
		heading: 'GET /{instance}/health',
		fact: '404 and 429',
		disturb: answered(HEALTH, 400, { message: 'No such instance.' }),
	},
	{
		heading: 'GET /{instance}/health',
		fact: 'Wrapped response',
		disturb: altered(HEALTH, (json) => ({ health: json })),
	},
	{
		heading: 'POST /{instance}/restart',
		fact: 'Path in v2',
		create: true,
		disturb: answered(RESTART, 404, { message: 'The route could not be found.' }),
	},
	{
		heading: 'POST /{instance}/restart',
		fact: 'What follows when no phone is paired',
		create: true,
		disturb: () => {
			let isRestarted = false;
			return (request) => {
				isRestarted ||= request.route === RESTART;
				return request.route === HEALTH && isRestarted
					? answerWith(200, { status: 'FAILED', connected_at: null })
					: null;
			};
		},
	},
	{
		heading: 'GET /instances',
		fact: 'Path in v2',
		disturb: answered(LIST, 404, { message: 'The route could not be found.' }),
	},
	{
		heading: 'GET /instances',
		fact: 'Letter case in `filter[name]`',
		disturb: answered(LIST, 200, [], { fits: ({ query }) => 'filter[name]' in query }),
	},
	{
		heading: 'GET /instances',
		fact: 'Wrapped response',
		disturb: altered(LIST, (rows) => ({ items: rows }), hasRightKey),
	},
	{
		heading: 'GET /instances',
		fact: 'Pagination',
		disturb: answered(LIST, 200, [{ id: randomUUID(), status: 'WORKING' }], {
			fits: ({ query }) => query.page === '2',
		}),
	},
	{
		heading: 'QR codes',
		fact: 'Other encodings',
		create: true,
		disturb: altered(CODE, (json) => ({ ...json, qr_code: '<svg/>' })),
	},
	{ heading: 'Errors', fact: 'Body of a 401', disturb: bodyOf401 },
	{
		heading: 'Errors',
		fact: 'Body of a 404',
		disturb: answered(HEALTH, 404, { code: 'not_found' }),
	},
	{
		heading: 'Errors',
		fact: 'Unknown path',
		disturb: () => (request) =>
			request.route === UNKNOWN
				? { action: { kind: 'answer', status: 404, body: '<p>', contentType: 'text/html' } }
				: null,
	},
	{ heading: 'Secrets', fact: 'Parts of a token', disturb: otherTokens },
	{ heading: 'Secrets', fact: 'Pattern of a token', disturb: otherTokens },
	{
		heading: 'The engine beneath',
		fact: 'Text of a code',
		create: true,
		disturb: altered(CODE, (json) => ({ ...json, qr_code: otherCode })),
	},
	{
		heading: 'What the documents leave open',
		fact: 'Which token creates and lists',
		create: true,
		disturb: createRefused,
	},
	{
		heading: 'What the documents leave open',
		fact: 'Bodies of 401, 403, 404 and 500',
		disturb: bodyOf401,
	},
	{
		heading: 'What the documents leave open',
		fact: 'Whether an enterprise call can be queued: https://docs.hypersender.com/v2/api-reference/whatsapp/queued-requests says that every v2 call is, but the enterprise pages show direct responses',
		create: true,
		disturb: altered(CREATE, () => ({ message: 'Queued.' }), isCreate),
	},
];
