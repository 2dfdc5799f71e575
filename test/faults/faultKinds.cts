import type { Fault, FaultAction, RecordedRequest } from '../sandbox/index.cts';
import type { Random } from '../support/random.cts';

/** What a fault may make use of. */
export interface Scene {
	random: Random;
	request: RecordedRequest;
	/** The address of another host, which records what it receives. */
	otherHost: string;
	/** The provider's time. */
	now: number;
	/** Sets the clock of the nodes' machine wrong. */
	setClockWrong: (milliseconds: number) => void;
}

/** Makes a fault; `null` when it does not fit the request or lies elsewhere than in the answer. */
export type FaultKind = (scene: Scene) => Omit<Fault, 'route' | 'provider' | 'times'> | null;

const PAGE = '<!doctype html><html><title>Sign in</title><p>Please sign in.</p></html>';
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const SECONDS = 1000;

/** A definite refusal comes before the provider acts; whatever else may come before or after it. */
const either = ({ random }: Scene): 'before' | 'after' => random.pick(['before', 'after']);

const status = (
	code: number,
	body: unknown,
	headers: Record<string, string> = {},
	contentType?: string,
): FaultAction => ({
	kind: 'status',
	status: code,
	body,
	headers,
	...(contentType && { contentType }),
});

function odd({ random, now }: Scene): Record<string, string> {
	const date = new Date(now + random.integer(-60, 90) * SECONDS).toUTCString();
	const values = ['99999999', '-5', 'soon', '1e9', '', String(Math.round(now / 1000)), '0.5'];
	return random.pick<Record<string, string>>([
		{ 'retry-after': String(random.integer(0, 90)) },
		{ 'retry-after': date },
		{ 'retry-after': date, date: 'yesterday' },
		{},
		{ 'retry-after': random.pick(values) },
	]);
}

function oddJson(random: Random): string {
	return random.pick([
		'null',
		'[]',
		'{}',
		'true',
		'0',
		'"OK"',
		'{"success":true,"instances":{}}',
		'[null,1,"x",[]]',
		'[{"name":"Shop"}]',
		'{"data":[{}]}',
		'{"__proto__":{"id":"x"},"constructor":1}',
		'{"id":{},"status":[],"qr_code":7}',
		'{"instance":{"state":null}}',
		`${'['.repeat(100_000)}${']'.repeat(100_000)}`,
		`{"qr_code":"${'='.repeat(50_000)}A","id":1e400}`,
		'{"message":"\\ud800","error":{"message":5}}',
	]);
}

/** Changes the image in an answer: raw bytes, or base64 inside of JSON. */
function spoilImage(random: Random): (body: Buffer) => Buffer {
	const half = random.chance(0.5);
	const spoil = (png: Buffer) => (half ? png.subarray(0, Math.floor(png.length / 2)) : GIF);
	return (body) => {
		if (body[0] === 0x89) return spoil(body);
		const text = body.toString('utf8');
		const spoiled = text.replace(
			/"(data:image\/png;base64,)?(iVBOR[^"]*)"/g,
			(_all, uri, base64) => {
				const image = spoil(Buffer.from(String(base64), 'base64')).toString('base64');
				return `"${String(uri ?? '')}${image}"`;
			},
		);
		return Buffer.from(spoiled);
	};
}

/** Everything that goes wrong in a campaign, by the name the summary shows. */
export const FAULT_KINDS: Readonly<Record<string, FaultKind>> = {
	'connection reset': (scene) => ({ phase: either(scene), action: { kind: 'reset' } }),
	'half a body': () => ({ action: { kind: 'truncate' } }),
	'slow drip': ({ random }) => ({
		action: {
			kind: 'drip',
			chunkBytes: random.pick([1, 16, 400]),
			everyMilliseconds: random.pick([50, 1000, 4000]),
		},
	}),
	'time-out before acting': () => ({ phase: 'before', action: { kind: 'hang' } }),
	'time-out after acting': () => ({ phase: 'after', action: { kind: 'hang' } }),
	'slow answer': (scene) => ({
		phase: either(scene),
		action: { kind: 'delay', milliseconds: scene.random.integer(1, 15) * SECONDS },
	}),
	'acts after the time-out': ({ random }) => ({
		phase: 'before',
		action: { kind: 'delay', milliseconds: random.integer(61, 200) * SECONDS },
	}),
	'429': (scene) => ({ action: status(429, { message: 'Too many requests.' }, odd(scene)) }),
	'5xx': (scene) => ({
		phase: either(scene),
		action: status(
			scene.random.pick([500, 502, 503, 504]),
			scene.random.pick<unknown>([{ message: 'Server Error' }, PAGE, '', '{"error":']),
		),
	}),
	refusal: ({ random }) => ({
		action: status(random.pick([400, 401, 402, 403, 404, 409, 422]), {
			error: 'Not like this',
			errors: { phone: ['The phone is odd.'], other: 5 },
		}),
	}),
	// At Hypersender that is no answer at all.
	'refusal with 200': () => ({ action: status(200, { success: false, error: 'Not like this' }) }),
	'web page': (scene) => ({
		phase: either(scene),
		action: { kind: 'answer', body: PAGE, contentType: 'text/html; charset=utf-8' },
	}),
	'empty body': (scene) => ({
		phase: either(scene),
		action: {
			kind: 'answer',
			body: '',
			contentType: scene.random.pick(['application/json', 'image/png', 'text/plain']),
		},
	}),
	'wrong content type': ({ random }) => ({
		action: {
			kind: 'alter',
			alter: (body) => body,
			contentType: random.pick([
				'text/plain',
				'image/png',
				'text/html',
				'application/octet-stream',
			]),
		},
	}),
	'unexpected JSON': (scene) => ({
		phase: either(scene),
		action: { kind: 'answer', body: oddJson(scene.random), contentType: 'application/json' },
	}),
	'spoiled image': ({ random }) => ({ action: { kind: 'alter', alter: spoilImage(random) } }),
	'redirect elsewhere': ({ random, otherHost, request }) => ({
		action: {
			kind: 'redirect',
			location: random.pick([`${otherHost}${request.path}`, `${otherHost}/login?from=api`]),
			status: random.pick([301, 302, 303, 307, 308]),
		},
	}),
	'odd status': (scene) => {
		const { random } = scene;
		if (random.chance(0.5)) {
			const refusals = [300, 304, 305, 399, 418, 420, 451, 499];
			return { action: status(random.pick(refusals), { message: 'Odd' }) };
		}
		const others = [202, 203, 204, 205, 206, 207, 226, 299, 520, 599, 600, 777, 999];
		return { phase: either(scene), action: status(random.pick(others), { message: 'Odd' }) };
	},
	'secret in the answer': ({ random, request }) => ({
		action: status(random.pick([400, 403, 422, 500]), {
			message: `Bad key ${request.headers.authorization ?? ''} in ${JSON.stringify(request.body)}`,
			errors: { key: [String(request.headers.authorization ?? '').replace('Bearer ', '')] },
		}),
	}),
	'clock jump': ({ random, setClockWrong }) => {
		const minutes = random.pick([1, 10, 120, 3000]) * random.pick([-1, 1]);
		setClockWrong(minutes * 60 * SECONDS);
		return null;
	},
};
