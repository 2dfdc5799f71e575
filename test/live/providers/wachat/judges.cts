import { isRecord } from '../../../../nodes/domain/json.ts';
import { textOrNull } from '../../../../nodes/domain/text.ts';
import { numberOrNull } from '../../../../nodes/providers/readers.ts';
import { isSuccess } from '../../../../nodes/transport/responseErrors.ts';
import type { Evidence } from '../../Evidence.cts';
import { about, different, notVisible, seen, type Finding, type Judge } from '../../findings.cts';
import {
	at,
	count,
	describe,
	judgeCodeText,
	judgeEncoding,
	judgeSameCode,
	qrCodeText,
	sightAny,
	textsIn,
} from '../../readings.cts';
import { rowsOf, type Step } from './steps.cts';

// API.md, "The engine beneath".
const STATES = ['close', 'connecting', 'open'];

// API.md, "QR codes": digits without 0, capital letters without I, O and U.
const PAIRING_CODE = /^[1-9A-HJ-NP-TV-Z]{8}$/;

const GONE = [404, 405, 410];

// API.md, "The engine beneath": about 5 seconds.
const WAITS_FOR_CODE = 3_000;

const rows = (evidence: Evidence<Step>) => rowsOf(evidence.last('list')?.json);

type Sighting = Judge<Step, 'seen' | 'notVisible'>;

/** The client refuses a key of another form before it sends anything. */
export const keyForm: Sighting = about('list', () => seen('the key is printable ASCII'));

export const unknownPath: Judge<Step> = about('unknownPath', (exchange, clean) => {
	const isPage = exchange.headers['content-type']?.includes('html') === true;
	return exchange.status === 404 && isPage
		? seen('a 404 with a web page')
		: different(describe(exchange, clean));
});

export const uniqueNames: Judge<Step> = (evidence) => {
	const ids = textsIn(rows(evidence), 'apiInstanceName');
	const names = textsIn(rows(evidence), 'instanceName');
	if (ids.length < 2) return notVisible(`${count(ids.length, 'instance')} in the account`);
	if (new Set(ids).size < ids.length) return different('two instances have the same API name');
	const repeated = names.length - new Set(names).size;
	return seen(`${ids.length} API names, all different; ${count(repeated, 'name')} repeated`);
};

/** The code call of the life, and the image call that takes its place where it is gone. */
export const imageReplacesJson: Judge<Step> = (evidence, clean) => {
	const [first, last] = [evidence.of('code')[0], evidence.last('code')];
	if (first === undefined || last === undefined) return notVisible('no code was requested');
	if (!GONE.includes(first.status)) return notVisible(`still there: HTTP ${first.status}`);
	return isSuccess(last.status)
		? seen(`HTTP ${first.status}; the image call works`)
		: different(`HTTP ${first.status}, and the image call: ${describe(last, clean)}`);
};

export const jsonCallWorks: Judge<Step> = (evidence, clean) => {
	const first = evidence.of('code')[0];
	if (first === undefined) return notVisible('no code was requested');
	return isSuccess(first.status) ? seen('it still works') : different(describe(first, clean));
};

export const whichState: Judge<Step> = about(['state', 'firstState'], ({ json, status }, clean) => {
	if (!isSuccess(status)) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	const [own, engine] = [at(json, 'instance', 'state'), at(json, 'data', 'instance', 'state')];
	if (textOrNull(own) === null && textOrNull(engine) === null) {
		return different(`neither is there: ${clean.shape(json)}`);
	}
	if (textOrNull(own) === null) return seen('only data.instance.state');
	return engine === undefined || engine === own
		? seen('instance.state')
		: different(`instance.state ${clean.word(own)}, data.instance.state ${clean.word(engine)}`);
});

export const isConnectedAlone: Sighting = (evidence) => {
	const found = rows(evidence).filter(
		({ state, status, isConnected }) =>
			isConnected === true && ![state, status].some((word) => STATES.includes(String(word))),
	);
	return sightAny(found, 'instance', 'no row was like that');
};

export const contradictions: Sighting = (evidence) => {
	const found = rows(evidence).filter(({ state, status, isConnected }) => {
		const isOpen = [state, status].map((word) => word === 'open');
		return (
			isOpen[0] !== isOpen[1] || (typeof isConnected === 'boolean' && isConnected !== isOpen[0])
		);
	});
	return sightAny(found, 'instance', 'no row contradicts itself');
};

export const ownerOfUnconnected: Sighting = (evidence) => {
	const found = rows(evidence).filter(
		({ owner, isConnected }) => textOrNull(owner) !== null && isConnected === false,
	);
	return found.length === 0
		? notVisible('no instance that is not connected has an owner')
		: seen(`${count(found.length, 'instance')} not connected, with an owner`);
};

export const listCount: Judge<Step> = about('list', ({ json }, clean) => {
	const [told, found] = [numberOrNull(at(json, 'count')), rowsOf(json).length];
	if (told === null) return different(`no count: ${clean.shape(json)}`);
	if (told === found) return notVisible(`the count is that of the rows: ${found}`);
	return told > found
		? seen(`count ${told}, and ${count(found, 'row')}`)
		: different(`count ${told}, and yet ${count(found, 'row')}`);
});

/** Whether a list came as an array, or as one of the forms that are read as one. */
const listForm = (step: Step, name: string): Judge<Step> =>
	about(step, (exchange, clean) => {
		if (!isSuccess(exchange.status)) return notVisible(describe(exchange, clean));
		const list = at(exchange.json, name);
		if (Array.isArray(list)) return notVisible('an array, as documented');
		const isNumbered = isRecord(list) && /^\d+$/.test(Object.keys(list).join(''));
		return list === null || isNumbered ? seen(clean.shape(list)) : different(clean.shape(list));
	});

export const instancesForm = listForm('list', 'instances');
export const webhooksForm = listForm('webhooks', 'webhooks');

/** Whether a second logout of the same instance is refused. */
export const loggedOutTwice: Judge<Step> = about(
	'logOutAgain',
	({ status, json }, clean, evidence) => {
		const first = evidence.last('logOut');
		if (first === undefined || (first.status !== 400 && !isSuccess(first.status))) {
			return notVisible('the first logout failed');
		}
		return status === 400
			? seen('a second logout gets HTTP 400')
			: different(`a second logout gets HTTP ${status}, ${clean.shape(json)}`);
	},
);

export const deletedTwice: Judge<Step> = about('deleteAgain', (exchange, clean, evidence) => {
	const first = evidence.last('delete');
	if (first === undefined || !isSuccess(first.status)) return notVisible('nothing was deleted');
	const { status } = exchange;
	return isSuccess(status) || status === 404
		? seen(`a second delete gets HTTP ${status}`)
		: different(`a second delete gets ${describe(exchange, clean)}`);
});

export const limitTexts: Judge<Step> = about('limits', (exchange, clean) => {
	if (!isSuccess(exchange.status)) return notVisible(describe(exchange, clean));
	const texts = textsBelow(at(exchange.json, 'limits'));
	const odd = texts.filter((text) => !/unlimited/i.test(text) && numberOrNull(text) === null);
	if (texts.length === 0) return notVisible('all are numbers');
	return odd.length === 0
		? seen(count(texts.length, 'text'))
		: different(`${odd.length} of ${count(texts.length, 'text')} are something else`);
});

function textsBelow(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return isRecord(value) ? Object.values(value).flatMap(textsBelow) : [];
}

export const connectingState: Judge<Step> = about('state', ({ json, status }, clean) => {
	if (!isSuccess(status)) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	const state = at(json, 'instance', 'state') ?? at(json, 'data', 'instance', 'state');
	return state === 'connecting'
		? seen('a new instance with a code is connecting')
		: different(`a new instance with a code is ${clean.word(state)}`);
});

/** All words for a state that came up, in lists and in states. */
function stateWords(evidence: Evidence<Step>): string[] {
	const states = (['firstState', 'state'] as const).flatMap((step) =>
		evidence.of(step).map(({ json }) => textOrNull(at(json, 'instance', 'state'))),
	);
	const listed = [...textsIn(rows(evidence), 'state'), ...textsIn(rows(evidence), 'status')];
	return [...listed, ...states.filter((state) => state !== null)];
}

/** @param isExpected whether a word agrees with the assumption */
const judgeStates =
	(isExpected: (word: string) => boolean): Judge<Step> =>
	(evidence, clean) => {
		const words = stateWords(evidence);
		const odd = words.find((word) => !isExpected(word));
		if (odd !== undefined) return different(`an instance is ${clean.word(odd)}`);
		const distinct = [...new Set(words)].map((word) => clean.word(word));
		return words.length === 0 ? notVisible('no instance has a state') : seen(distinct.join(', '));
	};

export const knownStates = judgeStates((word) => STATES.includes(word));
export const refusedOnlyInEvent = judgeStates((word) => word !== 'refused');

/** A word that nobody knows must not be that of an instance that is connected. */
export const oddStates: Judge<Step> = (evidence, clean) => {
	const odd = rows(evidence).filter(
		({ state }) => typeof state === 'string' && ![...STATES, 'refused'].includes(state),
	);
	const [first] = odd;
	if (first === undefined) return notVisible('all states are known');
	const connected = odd.find(({ isConnected }) => isConnected === true);
	return connected === undefined
		? seen(`${clean.word(first.state)}, and not connected`)
		: different(`${clean.word(connected.state)}, and yet connected`);
};

const createdCode = (json: unknown) => at(json, 'qrcode');

export const encoding: Judge<Step> = about(['create', 'code'], ({ json }) =>
	judgeEncoding(at(createdCode(json), 'base64'), (text) =>
		/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/.test(text),
	),
);

/** What a code to type says, by whether the instance was given a number. */
export const pairingCodeNeedsNumber: Judge<Step> = about('create', ({ json, status }, clean) => {
	if (!isSuccess(status)) return notVisible(`HTTP ${status}, ${clean.shape(json)}`);
	const hasNumber = textOrNull(at(json, 'instance', 'number')) !== null;
	const hasCode = textOrNull(at(createdCode(json), 'pairingCode')) !== null;
	if (hasCode) {
		return hasNumber
			? seen('with a number, there is one')
			: different('there is one without a number');
	}
	return hasNumber
		? notVisible('a number was given, and there is none')
		: seen('without a number, there is none');
});

export const pairingCodeForm: Judge<Step> = about(['create', 'code'], ({ json }) => {
	const code = textOrNull(at(createdCode(json), 'pairingCode'));
	if (code === null) return notVisible('there was no pairing code');
	return PAIRING_CODE.test(code)
		? seen('as assumed')
		: different(`${code.length} characters, and others than assumed`);
});

const codeOf = (evidence: Evidence<Step>, step: Step) =>
	at(evidence.last(step)?.json, 'qrcode', 'code');

export const sameCode: Judge<Step> = (evidence) =>
	judgeSameCode(codeOf(evidence, 'sameCode'), codeOf(evidence, 'code'));

export const lifetime: Judge<Step> = (evidence): Finding => {
	const [before, after] = [codeOf(evidence, 'code'), codeOf(evidence, 'codeRenewed')];
	if (typeof before !== 'string' || typeof after !== 'string') {
		return notVisible('there were no two codes to compare');
	}
	return before === after
		? different('48 seconds later, the code is the same')
		: seen('48 seconds later, there is another code');
};

export const notYet: Sighting = about('sameCode', ({ json }) =>
	textOrNull(at(json, 'qrcode', 'base64')) === null
		? seen('the first request gave no code')
		: notVisible('the first request gave a code'),
);

export const codeWithoutImage: Sighting = about(['create', 'code'], ({ json }) => {
	const code = createdCode(json);
	const isText = ['code', 'pairingCode'].some((name) => textOrNull(at(code, name)) !== null);
	return isText && textOrNull(at(code, 'base64')) === null
		? seen('there is a code without an image')
		: notVisible('the code has an image');
});

export const errorBody: Judge<Step> = about('unknownState', (exchange, clean) => {
	const { json, status } = exchange;
	if (isSuccess(status)) return notVisible('nothing was refused');
	return at(json, 'success') === false && textOrNull(at(json, 'error')) !== null
		? seen(clean.shape(json))
		: different(describe(exchange, clean));
});

export const errorBodyOfEngine: Sighting = about('unknownState', ({ json }, clean) =>
	textOrNull(at(json, 'response', 'message')) === null
		? notVisible('an error has a body of another kind')
		: seen(clean.shape(json)),
);

export const errorBodies: Sighting = about('wrongKey', (wrongKey, clean, evidence) => {
	const unknown = evidence.last('unknownState');
	const both = [wrongKey, ...(unknown ? [unknown] : [])];
	return seen(both.map((exchange) => describe(exchange, clean)).join('; '));
});

export const noLimits: Judge<Step> = (evidence) => {
	const all = evidence.all();
	const refused = all.filter(({ status }) => status === 429).length;
	const stated = all.find(({ headers }) => limitHeader(headers) !== undefined);
	if (refused > 0) return different(`${refused} of ${count(all.length, 'request')} got a 429`);
	return stated === undefined
		? seen(`${count(all.length, 'request')}, and neither a 429 nor a header about limits`)
		: different(`a header states a limit: ${Number(limitHeader(stated.headers))}`);
};

const LIMIT_HEADERS = ['x-ratelimit-limit', 'ratelimit-limit', 'x-rate-limit-limit'];

function limitHeader(headers: Readonly<Record<string, string>>): string | undefined {
	return LIMIT_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
}

export const retryAfter: Sighting = (evidence) => {
	const refused = evidence.all().filter(({ status }) => status === 429);
	const told = refused.filter(({ headers }) => headers['retry-after'] !== undefined);
	return told.length === 0
		? notVisible(`${count(refused.length, 'response')} with 429`)
		: seen(`${told.length} of ${count(refused.length, 'response')} with 429 have one`);
};

export const keyFields: Sighting = (evidence) => {
	const names = ['hash', 'token', 'apikey'];
	const found = names.filter((name) => evidence.all().some(({ json }) => hasField(json, name)));
	return found.length === 0 ? notVisible('no response has one') : seen(found.join(', '));
};

function hasField(value: unknown, name: string): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return name in value || Object.values(value).some((part) => hasField(part, name));
}

export const createWaits: Sighting = about('create', ({ json, milliseconds, status }) => {
	const hasCode = textOrNull(at(createdCode(json), 'base64')) !== null;
	if (!isSuccess(status) || hasCode) return notVisible('the code came with the instance');
	return milliseconds >= WAITS_FOR_CODE
		? seen(`no code after ${Math.round(milliseconds / 1000)} seconds`)
		: notVisible('no code, at once');
});

export const codeText: Judge<Step> = about(['create', 'code'], ({ json }) => {
	const code = createdCode(json);
	return judgeCodeText(textOrNull(at(code, 'code')) ?? qrCodeText(at(code, 'base64')));
});

export const numberIsOwner: Sighting = about('state', ({ json }, _clean, evidence) => {
	const hasNumber = textOrNull(at(evidence.last('create')?.json, 'instance', 'number')) !== null;
	if (!hasNumber) return notVisible('no number was given');
	return textOrNull(at(json, 'instance', 'owner')) === null
		? notVisible('a new instance with a number has no owner')
		: seen('a new instance with a number has an owner at once');
});

export const logoutBody: Sighting = about('logOut', (exchange, clean, evidence) => {
	const again = evidence.last('logOutAgain');
	const both = [exchange, ...(again ? [again] : [])];
	return seen(both.map((one) => describe(one, clean)).join('; then '));
});
