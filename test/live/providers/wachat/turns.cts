import type { RecordedRequest } from '../../../sandbox/types.cts';
import { UNKNOWN_PATH } from '../../LiveProvider.cts';
import {
	altered,
	alterWith,
	answered,
	answerWith,
	set,
	type Json,
	type Turn,
} from '../../support/turns.cts';

const CREATE = 'POST /instance/create';
const CODE = 'GET /instance/qr';
const IMAGE = 'GET /instance/qr/image';
const STATE = 'GET /instance/state';
const LIST = 'GET /instance/list';
const LIMITS = 'GET /account/limits';
const WEBHOOKS = 'GET /webhooks';
const LOGOUT = 'DELETE /instance/logout';
const DELETE = 'DELETE /instance/delete';
const UNKNOWN = `GET ${UNKNOWN_PATH}`;

const hasWrongKey = ({ headers }: RecordedRequest) =>
	headers.authorization?.startsWith('Bearer live-check-') === true;
const isOfNobody = ({ query }: RecordedRequest) =>
	query.instanceName?.startsWith('live-check-') === true;

/** Makes a fault of one of the requests to a route, counted from one. */
const nth =
	(route: string, number: number, fault: ReturnType<typeof alterWith>): Turn['disturb'] =>
	() => {
		let requests = 0;
		return (request) => {
			if (request.route !== route) return null;
			requests += 1;
			return requests === number ? fault : null;
		};
	};

const rowsWith = (change: (row: Json, index: number) => Json) => (json: Json) => ({
	...json,
	instances: (json.instances as Json[]).map(change),
});

const seedRefused: Pick<Turn, 'seed' | 'disturb'> = {
	seed: (sandbox) => {
		sandbox.seedInstance('wachat', { name: 'Bandung', status: 'refused' });
	},
	disturb: () => () => null,
};

const otherCodeAtOnce = nth(
	CODE,
	2,
	alterWith((json) => set(json, 'qrcode.code', '2@another')),
);

/** The code stays the same for longer than it should. */
const lastingCode: Turn['disturb'] = () => (request) =>
	request.route === CODE ? alterWith((json) => set(json, 'qrcode.code', '2@forever')) : null;

const loggedOutAgain = nth(LOGOUT, 2, answerWith(200, { success: true }));
const limitedOnce = nth(
	UNKNOWN,
	1,
	answerWith(429, { error: 'Slow down.' }, { 'Retry-After': '1' }),
);
const codeIsGone = answered(CODE, 404, { success: false, error: 'Not found.' });

/** Every assumption about Wachat that the check can refute, turned the other way. */
export const wachatTurns: readonly Turn[] = [
	{
		heading: 'Access',
		fact: 'Request that tests a credential',
		disturb: answered(LIST, 200, { success: true, instances: [] }, { fits: hasWrongKey }),
	},
	{
		heading: 'Access',
		fact: 'Unknown path',
		disturb: answered(UNKNOWN, 404, { success: false, error: 'Not found.' }),
	},
	{
		heading: 'Three names for one instance',
		fact: 'Uniqueness',
		disturb: altered(
			LIST,
			rowsWith((row) => ({ ...row, apiInstanceName: 't1_same' })),
			(request) => !hasWrongKey(request),
		),
	},
	{
		heading: 'GET /instance/qr',
		fact: 'Once it is gone (404, 405, 410)',
		create: true,
		disturb: () => (request) =>
			codeIsGone()(request) ??
			(request.route === IMAGE ? answerWith(500, { success: false, error: 'Down.' }) : null),
	},
	{
		heading: 'GET /instance/state',
		fact: 'Which state is read',
		disturb: altered(
			STATE,
			(json) => set(json, 'data.instance.state', 'refused'),
			(request) => !isOfNobody(request),
		),
	},
	{
		heading: 'GET /instance/list',
		fact: '`count` larger than the number of rows, as a number or as text',
		disturb: altered(LIST, (json) => ({ ...json, count: 1 })),
	},
	{
		heading: 'GET /instance/list',
		fact: 'Pagination that nobody announced',
		disturb: answered(
			LIST,
			200,
			{ success: true, count: 1, instances: [{ apiInstanceName: 't1_next' }] },
			{ fits: ({ query }) => query.page === '2' },
		),
	},
	{
		heading: 'GET /instance/list',
		fact: '`instances` null, or an object such as `{ "1": { … } }`',
		disturb: altered(LIST, (json) => ({ ...json, instances: 'none' })),
	},
	{
		heading: 'DELETE /instance/logout',
		fact: 'Disconnected instance',
		create: true,
		disturb: loggedOutAgain,
	},
	{
		heading: 'DELETE /instance/delete',
		fact: 'Repeating the request',
		create: true,
		disturb: nth(DELETE, 2, answerWith(500, { success: false, error: 'Broken.' })),
	},
	{
		heading: 'GET /account/limits',
		fact: 'A string there',
		disturb: altered(LIMITS, (json) => set(json, 'limits.users', 'plenty')),
	},
	{
		heading: 'Statuses',
		fact: '`connecting`',
		create: true,
		disturb: altered(STATE, (json) => set(json, 'instance.state', 'pairing')),
	},
	{ heading: 'Statuses', fact: '`refused`', ...seedRefused },
	{
		heading: 'Statuses',
		fact: 'Any other word',
		disturb: altered(
			LIST,
			rowsWith((row) => ({ ...row, state: 'paired', isConnected: true })),
			(request) => !hasWrongKey(request),
		),
	},
	{
		heading: 'QR codes',
		fact: 'Other encodings',
		create: true,
		disturb: altered(CREATE, (json) => set(json, 'qrcode.base64', '<svg/>')),
	},
	{
		heading: 'QR codes',
		fact: 'When there is a pairing code',
		create: true,
		disturb: altered(CREATE, (json) => set(json, 'instance.number', '')),
	},
	{
		heading: 'QR codes',
		fact: 'Characters of a pairing code',
		create: true,
		disturb: altered(CREATE, (json) => set(json, 'qrcode.pairingCode', '0000-IOU')),
	},
	{ heading: 'QR codes', fact: 'Lifetime in seconds', create: true, disturb: lastingCode },
	{
		heading: 'QR codes',
		fact: 'Request while a code is valid',
		create: true,
		disturb: otherCodeAtOnce,
	},
	{
		heading: 'Errors',
		fact: 'Other errors',
		disturb: answered(STATE, 404, { message: 'Not found.' }, { fits: isOfNobody }),
	},
	{ heading: 'Rate limits', fact: 'Limits', disturb: limitedOnce },
	{
		heading: 'GET /webhooks',
		fact: '`webhooks` null, numbered, or incomplete',
		disturb: altered(WEBHOOKS, (json) => ({ ...json, webhooks: 'none' })),
	},
	{ heading: 'The engine beneath', fact: 'States', ...seedRefused },
	{
		heading: 'The engine beneath',
		fact: 'Request for a code',
		create: true,
		disturb: otherCodeAtOnce,
	},
	{ heading: 'The engine beneath', fact: 'Lifetime of a code', create: true, disturb: lastingCode },
	{
		heading: 'The engine beneath',
		fact: 'Text of a code',
		create: true,
		disturb: altered(CREATE, (json) => set(json, 'qrcode.code', 'https://example.com/')),
	},
	{
		heading: 'The engine beneath',
		fact: 'Logout of a closed instance',
		create: true,
		disturb: loggedOutAgain,
	},
	{
		heading: 'What the documents leave open',
		fact: 'Whether `GET /instance/qr` and `/instance/qr/live` still work',
		create: true,
		disturb: codeIsGone,
	},
	{
		heading: 'What the documents leave open',
		fact: 'QR code of a connected instance; whether each request makes a new code',
		create: true,
		disturb: otherCodeAtOnce,
	},
	{
		heading: 'What the documents leave open',
		fact: 'States other than `open` and `close`',
		...seedRefused,
	},
	{
		heading: 'What the documents leave open',
		fact: 'Rate limits',
		disturb: limitedOnce,
	},
];
