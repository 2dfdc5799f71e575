import type { INodeParameters } from 'n8n-workflow';

import { descriptors, PROVIDER_NAMES } from '../../providers/descriptors.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import type { Random } from '../../support/random.cts';
import { FAULT_KINDS } from '../faultKinds.cts';
import { makePerson, type Incident, type Person } from '../plan.cts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Somebody's instance, and how it is when the page is published. */
export interface Customer extends Person {
	status: string;
}

/** A link, of which a customer may have several. */
export interface PlannedLink {
	/** Whose it is, as an index. */
	customer: number;
	/** Milliseconds. */
	validFor: number;
}

/** A browser window with a link. */
export interface PlannedWindow {
	/** As an index. */
	link: number;
	/** Whether it is on the phone itself, where the pairing code is typed. */
	types: boolean;
	/** Whether it can follow its page in one response; some proxies make that impossible. */
	follows: boolean;
	/** When somebody looks at it, in milliseconds from the beginning, one after the other. */
	looks: Array<{ from: number; to: number }>;
	/** Chance of asking for a new pairing code whenever it shows one. */
	renews: number;
}

/** A time in which something is not as it should be, in milliseconds from the beginning. */
export interface Outage {
	from: number;
	milliseconds: number;
}

/** All that one run of the page is going to do, made from nothing but its seed. */
export interface PagePlan {
	provider: ProviderName;
	people: Customer[];
	links: PlannedLink[];
	windows: PlannedWindow[];
	/** The parameters of the node besides its provider. */
	parameters: INodeParameters;
	/** Whether n8n stores what a webhook writes when it starts the workflow. */
	storesOnStart: boolean;
	incidents: Incident[];
	/** When the provider takes no connections. */
	providerOutages: Outage[];
	/** When n8n cannot start the workflow. */
	startOutages: Outage[];
	/** When n8n is restarted, in milliseconds from the beginning. */
	restarts: number[];
	density: number;
	kinds: string[];
	lasts: number;
}

/** Makes the plan of one run of the page. */
export function makePagePlan(random: Random): PagePlan {
	const provider = random.pick(PROVIDER_NAMES);
	const lasts = random.integer(3, 12) * MINUTE;
	const people = makeCustomers(random, provider);
	const links = people.flatMap((_person, customer) => makeLinks(random, customer));
	const outages = (chance: number) => (random.chance(chance) ? [makeOutage(random, lasts)] : []);
	return {
		provider,
		people,
		links,
		windows: links.flatMap((_link, link) =>
			Array.from({ length: random.integer(1, 2) }, () => makeWindow(random, link, lasts)),
		),
		parameters: {
			startOn: random.chance(0.5) ? ['connected'] : ['connected', 'opened', 'expired', 'failed'],
			options: random.chance(0.2) ? { restartIfNeeded: false } : {},
		},
		storesOnStart: random.chance(0.5),
		incidents: Array.from({ length: random.integer(0, 6) }, () => ({
			at: random.integer(0, lasts),
			what: random.pick(INCIDENTS),
			which: random.integer(0, 5),
		})),
		providerOutages: outages(0.3),
		startOutages: outages(0.3),
		restarts: random.chance(0.4) ? [random.integer(0, lasts)] : [],
		density: random.pick([0, 0.05, 0.15, 0.3, 0.6]),
		kinds: Array.from({ length: random.integer(1, 6) }, () => random.pick(KINDS)),
		lasts,
	};
}

// Links end by the clock of the machine n8n runs on: one that is days wrong ends them, and should.
const KINDS = Object.keys(FAULT_KINDS).filter((kind) => kind !== 'clock jump');

const INCIDENTS = [
	'scan',
	'scan',
	'scan',
	'scan',
	'expireQrCode',
	'drop',
	'fail',
	'remove',
	'oddStatus',
] as const satisfies ReadonlyArray<Incident['what']>;

function makeCustomers(random: Random, provider: ProviderName): Customer[] {
	const { words } = descriptors[provider];
	const statuses = [
		words.awaitingScan,
		words.awaitingScan,
		words.awaitingScan,
		words.disconnected,
		words.failed,
		words.connected,
	];
	return Array.from({ length: random.pick([1, 1, 2, 3]) }, (_value, index) => ({
		...makePerson(random, index),
		status: random.pick(statuses),
	}));
}

function makeLinks(random: Random, customer: number): PlannedLink[] {
	return Array.from({ length: random.pick([1, 1, 1, 2]) }, () => ({
		customer,
		validFor: random.pick([24 * 60, 24 * 60, random.integer(1, 8)]) * MINUTE,
	}));
}

function makeWindow(random: Random, link: number, lasts: number): PlannedWindow {
	const opensAt = random.integer(0, lasts / 2);
	const closesAt = random.integer(opensAt + SECOND, lasts);
	const comesBackAt = random.integer(closesAt, lasts);
	return {
		link,
		types: random.chance(0.3),
		follows: random.chance(0.6),
		looks: [
			{ from: opensAt, to: closesAt },
			...(random.chance(0.5) ? [{ from: comesBackAt, to: lasts }] : []),
		],
		renews: random.pick([0, 0, 0.1]),
	};
}

function makeOutage(random: Random, lasts: number): Outage {
	return { from: random.integer(0, lasts), milliseconds: random.integer(1, 180) * SECOND };
}
