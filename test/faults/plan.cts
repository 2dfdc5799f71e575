import type { INode, INodeParameters } from 'n8n-workflow';

import type { ProviderName } from '../sandbox/index.cts';
import {
	descriptors,
	forEachProvider,
	limitOf,
	PROVIDER_NAMES,
} from '../providers/descriptors.cts';
import { FAULT_KINDS } from './faultKinds.cts';
import type { Random } from '../support/random.cts';

/** One input item of a run. */
export interface Person extends Record<string, string> {
	name: string;
	phone: string;
}

/** One execution of the node. */
export interface Step {
	operation: string;
	parameters: INodeParameters;
	settings: Partial<INode>;
	/** The number of the request after which no connection is taken for a time; never when absent. */
	shutAfter?: { requests: number; milliseconds: number };
}

/** Something that happens to an instance while time passes. */
export interface Incident {
	at: number;
	what: 'scan' | 'expireQrCode' | 'drop' | 'fail' | 'remove' | 'oddStatus';
	/** Which of the instances that exist then. */
	which: number;
}

/** All that one run of the campaign is going to do, made from nothing but its seed. */
export interface Plan {
	provider: ProviderName;
	people: Person[];
	steps: Step[];
	incidents: Incident[];
	/** The chance of a request to meet a fault. */
	density: number;
	/** The kinds of faults that occur; a few at a time, so that they meet in many ways. */
	kinds: string[];
}

/** The bounds of a step, in seconds. */
export interface Options extends INodeParameters {
	requestTimeout: number;
	rateLimitWait: number;
}

/** Makes the plan of one run. */
export function makePlan(random: Random): Plan {
	const provider = random.pick(PROVIDER_NAMES);
	const followUps = random.integer(0, 3);
	return {
		provider,
		people: makePeople(random),
		steps: [
			makeStep(random, provider, 'create'),
			...Array.from({ length: followUps }, () =>
				makeStep(random, provider, random.pick(OPERATIONS[provider])),
			),
		],
		incidents: Array.from({ length: random.integer(0, 4) }, () => ({
			at: random.integer(0, 240) * 1000,
			what: random.pick(INCIDENTS),
			which: random.integer(0, 5),
		})),
		density: random.pick([0.05, 0.15, 0.3, 0.6]),
		kinds: Array.from({ length: random.integer(1, 6) }, () =>
			random.pick(Object.keys(FAULT_KINDS)),
		),
	};
}

/** The operations that change something or take their time; what is asked for most comes most often. */
const OPERATIONS = forEachProvider((name) => {
	const { capabilities, routes, limits } = descriptors[name];
	const isQrCodeLimited = limitOf({ limits }, routes.qrCode) !== undefined;
	return [
		'create',
		'getQrCode',
		'waitUntilConnected',
		isQrCodeLimited ? 'getQrCode' : 'waitUntilConnected',
		...(['restart', 'logout', 'delete'] as const).filter((one) => capabilities[one]),
	];
});

const INCIDENTS = [
	'scan',
	'scan',
	'scan',
	'expireQrCode',
	'drop',
	'fail',
	'remove',
	'oddStatus',
] as const;

/** @param index makes the phones of a run differ */
export function makePerson(random: Random, index: number): Person {
	return {
		name: `Shop ${random.word(10)}`,
		phone: `+62812${String(index).padStart(3, '0')}${random.integer(1000, 9999)}`,
	};
}

function makePeople(random: Random): Person[] {
	const count = random.pick([1, 1, 2, 3, 4, 6]);
	const people = Array.from({ length: count }, (_value, index) => makePerson(random, index));
	const [first] = people;
	// The same person twice, as a form that is sent twice.
	return first && random.chance(0.15) ? [...people, { ...first }] : people;
}

function makeStep(random: Random, provider: ProviderName, operation: string): Step {
	const shut = random.chance(0.06);
	return {
		operation,
		parameters: {
			provider,
			operation,
			...operationParameters(random, operation),
			...makeChoices(random, provider),
			simplify: random.chance(0.8),
			options: makeOptions(random, operation),
		},
		settings: {
			...random.pick<Partial<INode>>([
				{},
				{ onError: 'stopWorkflow' },
				{ onError: 'continueRegularOutput' },
				{ onError: 'continueErrorOutput' },
			]),
			...(random.chance(0.25) && { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }),
		},
		...(shut && {
			shutAfter: {
				requests: random.integer(0, 4),
				milliseconds: random.integer(1, 60) * 1000,
			},
		}),
	};
}

/** The parameters that change what the provider is asked for, such as the form of its answer. */
function makeChoices(random: Random, provider: ProviderName): INodeParameters {
	const { qrResponses } = descriptors[provider];
	return qrResponses ? { qrResponse: random.pick(qrResponses) } : {};
}

function makeOptions(random: Random, operation: string): Options {
	return {
		requestTimeout: random.pick([5, 20, 60, 60]),
		rateLimitWait: random.pick([0, 30, 300, 300]),
		...(operation === 'waitUntilConnected' && { returnFreshQrCode: random.chance(0.5) }),
	};
}

function operationParameters(random: Random, operation: string): INodeParameters {
	if (operation === 'create') {
		return {
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
			ifExists: random.chance(0.85) ? 'return' : 'fail',
		};
	}
	const instanceId = { __rl: true, mode: 'id', value: '={{ $json.instanceId }}' };
	if (operation === 'delete') return { instanceId, logoutFirst: random.chance(0.7) };
	if (operation !== 'waitUntilConnected') return { instanceId };
	return {
		instanceId,
		timeout: random.pick([1, 10, 60, 120, 300]),
		onTimeout: random.pick(['continue', 'error']),
	};
}
