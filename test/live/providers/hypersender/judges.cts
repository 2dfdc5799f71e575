import { isRecord } from '../../../../nodes/domain/json.ts';
import { textOrNull } from '../../../../nodes/domain/text.ts';
import { now } from '../../../../nodes/transport/clock.ts';
import { isSuccess } from '../../../../nodes/transport/responseErrors.ts';
import type { Evidence, Exchange } from '../../Evidence.cts';
import { about, different, notVisible, seen, type Judge } from '../../findings.cts';
import {
	at,
	count,
	describe,
	judgeCodeText,
	judgeEncoding,
	qrCodeText,
	sightAny,
	textsIn,
} from '../../readings.cts';
import {
	complaints,
	instanceToCheck,
	instanceToSearch,
	rowOf,
	rowsOf,
	wasNeverConnected,
	type Step,
} from './steps.cts';

// API.md, "Statuses".
const DOCUMENTED = ['PENDING', 'STARTING', 'SCAN_QR_CODE', 'WORKING', 'STOPPED', 'FAILED'];

// API.md, "Rate limits": the plans Free, Starter, Pro and Business, then Enterprise.
const PLAN_LIMITS = [10, 60, 100, 500];
const ENTERPRISE_LIMIT = 1000;

const CREATED_WITHIN = 600_000;
const HOUR = 3_600_000;

// API.md, "Secrets".
const TOKEN_PARTS = /^\d+\|.+$/;
const TOKEN_PATTERN = /^\d{1,12}\|[A-Za-z0-9]{20,}$/;

export function isDocumentedStatus(status: unknown): boolean {
	return typeof status === 'string' && DOCUMENTED.includes(status);
}

/** Whether one key lists and creates. */
export const oneKey: Judge<Step> = about('create', (created, clean) => {
	if (isSuccess(created.status)) return seen('the key that lists creates, too');
	return [401, 403].includes(created.status)
		? different(`the key lists, but does not create: ${describe(created, clean)}`)
		: notVisible(`nothing was created: ${describe(created, clean)}`);
});

export const listLimit: Judge<Step> = about('list', ({ headers }) => {
	const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
	if (Number.isNaN(limit)) return notVisible('the list states no limit');
	return PLAN_LIMITS.includes(limit) || limit >= ENTERPRISE_LIMIT
		? seen(`${limit} a minute, as in a plan`)
		: different(`${limit} a minute, as in no plan`);
});

export const throttleHeaders: Judge<Step> = about('unknownInstance', ({ headers }) => {
	const names = ['x-ratelimit-limit', 'x-ratelimit-remaining'];
	const missing = names.filter((name) => headers[name] === undefined);
	return missing.length === 0
		? seen(`limit ${Number(headers['x-ratelimit-limit'])} on the health of an instance`)
		: different(`missing on the health of an instance: ${missing.join(', ')}`);
});

/** Compares what is left of the limit after two requests that were both refused. */
const judgeRemaining =
	(first: Step, second: Step, kept: string, broken: string): Judge<Step> =>
	(evidence) => {
		const [before, after] = [first, second].map((step) => remainingOf(evidence.last(step)));
		if (before === undefined || after === undefined) {
			return notVisible('no header tells what is left of the limit');
		}
		return after < before ? seen(kept) : different(broken);
	};

export const refusedCounts = judgeRemaining(
	'unknownInstance',
	'unknownAgain',
	'a request that got a 404 counted',
	'a request that got a 404 did not count',
);

export const limitIsOfAccount = judgeRemaining(
	'unknownAgain',
	'otherUnknown',
	'two instances share one limit',
	'two instances have a limit each',
);

function remainingOf(exchange: Exchange | undefined): number | undefined {
	const value = exchange?.headers['x-ratelimit-remaining'];
	return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

export const timeZone: Judge<Step> = about('create', ({ json }) => {
	const text = textOrNull(rowOf(json).created_at);
	if (text === null) return notVisible('the new instance has no created_at');
	const isZoned = /(z|[+-]\d\d:?\d\d)$/i.test(text);
	const off = Date.parse(isZoned ? text : `${text}Z`) - now();
	if (Number.isNaN(off)) return different('created_at is not a date');
	if (Math.abs(off) < CREATED_WITHIN) return seen(isZoned ? 'it names its time zone' : 'UTC');
	return different(`${(off / HOUR).toFixed(1)} hours away from UTC`);
});

export const oddStatuses: Judge<Step> = about(['health'], ({ json }, clean, evidence) => {
	const list = evidence.last('list')?.json;
	const statuses = textsIn(rowsOf(list), 'status');
	const odd = statuses.filter((status) => !isDocumentedStatus(status));
	const [first] = odd;
	if (first === undefined) {
		return notVisible(`${count(statuses.length, 'instance')}, all with a documented status`);
	}
	const isChecked = rowOf(json).status === instanceToCheck(list, isDocumentedStatus)?.status;
	return isChecked && textOrNull(rowOf(json).connected_at) !== null
		? different(`${clean.word(first)} has a time of connection`)
		: seen(`${clean.word(first)} has no time of connection`);
});

export const passkeyWords: Judge<Step, 'seen' | 'notVisible'> = (evidence) => {
	const statuses = textsIn(rowsOf(evidence.last('list')?.json), 'status');
	const found = statuses.filter((status) => status.startsWith('PASSKEY_'));
	return sightAny(found, 'instance', 'no instance has such a status');
};

/** Whether a name complaint comes where the name has fifty characters and a hundred bytes. */
export const characters: Judge<Step> = about('wideName', ({ status, json }, clean) => {
	if (status !== 422) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	return 'name' in complaints(json)
		? different('50 characters of two bytes each are too long')
		: seen('50 characters of two bytes each are not too long');
});

export const takenName: Judge<Step> = about('nameTaken', ({ status, json }, clean) => {
	if (status === 422 && 'name' in complaints(json)) return seen('a 422 about the field name');
	return status === 422
		? different(`a 422 that does not complain about name: ${clean.shape(json)}`)
		: different(`HTTP ${status}, ${clean.shape(json)}`);
});

export const trimmedText: Judge<Step> = about('paddedName', ({ status, json }, clean, evidence) => {
	const taken = evidence.last('nameTaken')?.json;
	if (status !== 422 || !('name' in complaints(taken))) {
		return notVisible(`a taken name is not told: HTTP ${status}, ${clean.shape(json)}`);
	}
	return 'name' in complaints(json)
		? seen('a taken name with blanks around it is taken')
		: different('a taken name with blanks around it is another one');
});

/** Whether an instance is where the documents show it, or wrapped in `data`. */
export const wrapped = (
	step: Step | readonly Step[],
	isIt: (value: unknown) => boolean,
): Judge<Step> =>
	about(step, ({ status, json }, { shape }) => {
		if (!isSuccess(status)) return notVisible(`HTTP ${status}`);
		if (isIt(json)) return notVisible('not wrapped, as documented');
		return isIt(at(json, 'data')) ? seen('wrapped in data') : different(shape(json));
	});

export const isInstance = (value: unknown): boolean => isRecord(value) && 'id' in value;
export const isHealth = (value: unknown): boolean => isRecord(value) && 'status' in value;
export const isList = (value: unknown): boolean => Array.isArray(value) || isNumbered(value);

function isNumbered(value: unknown): boolean {
	return (
		isRecord(value) && Object.keys(value).length > 0 && /^\d+$/.test(Object.keys(value).join(''))
	);
}

export const numberedList: Judge<Step, 'seen' | 'notVisible'> = about('list', ({ json }) => {
	const list = isRecord(json) && 'data' in json ? json.data : json;
	if (isNumbered(list)) return seen('the list is an object with numbers as keys');
	return list === null ? seen('the list is null') : notVisible('the list is an array');
});

export const codeWhileStarting: Judge<Step> = about('create', ({ json }, clean) => {
	const { status, qr_code: code } = rowOf(json);
	if (status !== 'PENDING' && status !== 'STARTING') {
		return notVisible(`the new instance was ${clean.word(status)}`);
	}
	return textOrNull(code) === null
		? seen(`${status}, and no code yet`)
		: different(`${status}, and yet a code`);
});

export const idWithCode: Judge<Step> = about('code', ({ status, json }, clean, evidence) => {
	if (!isSuccess(status)) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	const { id } = rowOf(json);
	if (id === undefined || id === null) return seen('the response has no id');
	return id === rowOf(evidence.last('create')?.json).id
		? notVisible('the response has the id of the instance')
		: different('the response has another id');
});

export const connectedAt: Judge<Step> = (evidence) => {
	const response = responseOfUnconnected(evidence);
	if (response === undefined) return notVisible('no instance was never connected');
	const value = rowOf(response.json).connected_at;
	return value === null || value === undefined
		? seen(value === null ? 'null' : 'left out')
		: different('there is one before the first connection');
};

/** The health of an instance that never had a phone: the check's own, or one of the account. */
function responseOfUnconnected(evidence: Evidence<Step>): Exchange | undefined {
	const own = evidence.last('state');
	if (own !== undefined) return isSuccess(own.status) ? own : undefined;
	const row = instanceToCheck(evidence.last('list')?.json, isDocumentedStatus);
	return row !== undefined && wasNeverConnected(row) ? evidence.last('health') : undefined;
}

export const unknownInstance: Judge<Step> = about('unknownInstance', ({ status }) =>
	status === 404 ? seen('an unknown instance gets a 404') : different(`HTTP ${status}`),
);

export const restartPath: Judge<Step> = about('restart', ({ status, json }, clean) => {
	if (isSuccess(status)) return seen(`HTTP ${status}, ${clean.shape(json)}`);
	return [404, 405].includes(status)
		? different(`HTTP ${status}, ${clean.shape(json)}`)
		: notVisible(`HTTP ${status}, ${clean.shape(json)}`);
});

export const afterRestart: Judge<Step> = about('afterRestart', ({ json }, clean, evidence) => {
	const restart = evidence.last('restart');
	if (restart === undefined || !isSuccess(restart.status)) return notVisible('no restart');
	const { status } = rowOf(json);
	if (status === 'SCAN_QR_CODE') return seen('SCAN_QR_CODE');
	return ['STOPPED', 'STARTING', 'PENDING'].includes(String(status))
		? notVisible(`still ${clean.word(status)}`)
		: different(clean.word(status));
});

export const listPath: Judge<Step> = about('list', (list, clean) =>
	isSuccess(list.status)
		? seen('HTTP 200')
		: different(`${describe(list, clean)}, though the API is at this address`),
);

export const letterCase: Judge<Step> = about('byName', ({ json }, _clean, evidence) => {
	const wanted = instanceToSearch(evidence.last('list')?.json)?.id;
	return rowsOf(json).some(({ id }) => id === wanted)
		? seen('a name in other letters is found')
		: different('a name in other letters is not found');
});

export const encoding: Judge<Step> = about(['code', 'create'], ({ json }) =>
	judgeEncoding(rowOf(json).qr_code, (text) => /^[A-Za-z0-9+/]+=*$/.test(text)),
);

export const missingCode: Judge<Step, 'seen' | 'notVisible'> = about(
	'create',
	({ status, json }) =>
		isSuccess(status) && textOrNull(rowOf(json).qr_code) === null
			? seen('there is no code in the response')
			: notVisible('the code came with the instance'),
);

export const unauthenticated: Judge<Step> = about('wrongKey', ({ status, json }, clean) => {
	if (status !== 401) return notVisible(`a wrong key gets HTTP ${status}`);
	return at(json, 'message') === 'Unauthenticated.'
		? seen('the words of Laravel')
		: different(clean.shape(json));
});

export const notFoundBody: Judge<Step> = about('unknownInstance', ({ status, json }, clean) => {
	if (status !== 404) return notVisible(`an unknown instance gets HTTP ${status}`);
	return textOrNull(at(json, 'message')) === null ? different(clean.shape(json)) : seen('message');
});

export const unknownPath: Judge<Step> = about('unknownPath', (exchange, clean) =>
	exchange.status === 404 && exchange.json !== undefined
		? seen('a 404 in JSON')
		: different(describe(exchange, clean)),
);

/** Judges the form of the account's key and of the instances' tokens. They are not shown. */
const judgeTokens =
	(form: RegExp): Judge<Step> =>
	(evidence) => {
		const tokens = textsIn(rowsOf(evidence.last('list')?.json), 'access_token');
		const others = tokens.filter((token) => !form.test(token.trim()));
		if (tokens.length === 0) return notVisible('no instance has a token');
		return others.length === 0
			? seen(count(tokens.length, 'token'))
			: different(`${others.length} of ${count(tokens.length, 'token')} have another form`);
	};

export const tokenParts = judgeTokens(TOKEN_PARTS);
export const tokenPattern = judgeTokens(TOKEN_PATTERN);

export const codeText: Judge<Step> = about(['code', 'create'], ({ json }) =>
	judgeCodeText(qrCodeText(rowOf(json).qr_code)),
);

export const tokenAfterNewCode: Judge<Step, 'seen' | 'notVisible'> = about(
	'create',
	({ json }, _clean, evidence) => {
		const first = textOrNull(rowOf(json).access_token);
		const later = textOrNull(rowOf(evidence.last('codeRenewed')?.json).access_token);
		if (first === null || later === null) return notVisible('there were no two tokens');
		return seen(
			first === later ? 'it stays the same with a new code' : 'it changes with a new code',
		);
	},
);

export const errorBodies: Judge<Step> = (evidence, clean) => {
	const refusals = [evidence.last('wrongKey'), evidence.last('unknownInstance')].filter(
		(exchange): exchange is Exchange => exchange !== undefined && !isSuccess(exchange.status),
	);
	const odd = refusals.find(({ json }) => textOrNull(at(json, 'message')) === null);
	if (odd !== undefined) return different(describe(odd, clean));
	return refusals.length === 0
		? notVisible('nothing was refused')
		: seen(refusals.map(({ status }) => String(status)).join(' and '));
};

export const queued: Judge<Step> = about('create', ({ status, json }, clean) => {
	if (!isSuccess(status)) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	return textOrNull(rowOf(json).id) === null
		? different(`no id in the response: ${clean.shape(json)}`)
		: seen('the response has the id at once');
});
