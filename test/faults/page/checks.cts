import type { PageStateKind } from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { descriptors, limitOf } from '../../providers/descriptors.cts';
import type { ProviderDescriptor } from '../../providers/ProviderDescriptor.cts';
import { readQrCode } from '../../support/readQrCode.cts';
import { secretsOf, strayRequests, type Complaint } from '../checks.cts';
import type { World } from '../world.cts';
import type { Ending, PageRunResult, Start } from './run.cts';
import type { Exchange } from './Visitor.cts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

// A list, a code or a restart, and the live status, each with its time-out, and some time for all.
const LONGEST_ANSWER = 65 * SECOND;
// A window that has been left is watched for so long.
const LONGEST_WATCH = 180 * SECOND;
// Failures in a row slow a page down, but not further than this.
const LONGEST_PAUSE = 70 * SECOND;
const BETWEEN_RESTARTS = 600 * SECOND;
// The one that started the workflow asks again then, which stores it.
const STORED_WITHIN = 2 * SECOND;

/** Whether a page says that a phone is still awaited. */
const SAYS_WAITING: Readonly<Record<PageStateKind, boolean>> = {
	preparing: true,
	queued: true,
	scan: true,
	connecting: true,
	restarting: true,
	connected: false,
	failed: false,
	withoutCode: false,
	removed: false,
	unavailable: false,
	expired: false,
	invalid: false,
};

/** States after which a page need not ask again. */
const ENDINGS = ['connected', 'expired', 'invalid'];

/** Looks a finished run of the page through. */
export function checkPage(world: World, result: PageRunResult): Complaint[] {
	return [
		...result.exchanges.flatMap((exchange) => checkAnswer(exchange, result)),
		...result.instances.flatMap(({ instanceId }) => checkStarts(instanceId, result)),
		...checkOnceALink(result),
		...result.endings.flatMap((ending) => checkEnding(ending, result)),
		...checkRequests(result),
		...checkSecrets(world, result),
		...strayRequests(world),
	];
}

function checkAnswer(exchange: Exchange, { plan, restartedAt }: PageRunResult): Complaint[] {
	const { at, endedAt, question, status, answer, body } = exchange;
	const complaints: Complaint[] = [];
	const bound = question.intent === 'leave' ? LONGEST_WATCH + LONGEST_ANSWER : LONGEST_ANSWER;
	if (endedAt - at > bound) {
		complaints.push(`a ${question.intent} was answered after ${(endedAt - at) / SECOND} seconds`);
	}
	if (answer === undefined) {
		// Only n8n itself cannot answer: it cannot start the workflow, or is being stopped.
		const isStopped = restartedAt.some((time) => time >= at && time <= endedAt);
		const mayFail = status === 500 && (plan.startOutages.length > 0 || isStopped);
		return mayFail ? complaints : [...complaints, `the page was answered ${status}: ${body}`];
	}
	const { state, askAgainIn } = answer;
	if (!Object.hasOwn(SAYS_WAITING, state.kind))
		complaints.push(`there is no state '${state.kind}'`);
	if (state.kind === 'invalid') complaints.push('a right link is called wrong');
	if (askAgainIn === null && !ENDINGS.includes(state.kind)) {
		complaints.push(`a page that shows '${state.kind}' never asks again`);
	}
	if (askAgainIn !== null && (askAgainIn < 0 || askAgainIn > LONGEST_PAUSE)) {
		complaints.push(`a page that shows '${state.kind}' is to ask again in ${askAgainIn} ms`);
	}
	return complaints;
}

/** A phone that is connected starts the workflow once. */
function checkStarts(instanceId: string, result: PageRunResult): Complaint[] {
	const starts = result.starts.filter(
		(start) => start.event === 'connected' && start.instanceId === instanceId,
	);
	const waits = result.exchanges.filter(
		({ instanceId: id, answer }) =>
			id === instanceId && answer !== undefined && SAYS_WAITING[answer.state.kind],
	);
	const connections = result.connections.get(instanceId) ?? [];
	const repeated = starts.filter((start, index) => {
		const before = starts[index - 1];
		if (before === undefined) return false;
		const hasWaited = waits.some(({ at, endedAt }) => endedAt > before.at && at < start.at);
		return !hasWaited && !isLost(before, result);
	});
	const early = starts.filter(({ at }) => !connections.some((connectedAt) => connectedAt <= at));
	const mostStarts = connections.length + starts.filter((start) => isLost(start, result)).length;
	return [
		...repeated.map(() => `${instanceId} started the workflow twice without waiting in between`),
		...early.map(() => `${instanceId} started the workflow before its phone was connected`),
		...(starts.length > mostStarts
			? [`${instanceId} was connected ${connections.length} times and started ${starts.length}`]
			: []),
	];
}

/**
 * Whether n8n was restarted before it could store that it had started the workflow, as
 * docs/pairing-page.md says.
 */
function isLost({ at }: Start, { plan, restartedAt, exchanges }: PageRunResult): boolean {
	if (plan.storesOnStart) return false;
	const storedAt = exchanges.find(
		({ at: askedAt, endedAt, isFollowUp }) =>
			!isFollowUp && askedAt > at && endedAt >= at + STORED_WITHIN,
	)?.endedAt;
	return restartedAt.some((time) => time >= at && time <= (storedAt ?? Infinity));
}

/** What else can start the workflow does so once for each link. */
function checkOnceALink(result: PageRunResult): Complaint[] {
	const { plan, starts, instances } = result;
	return ['opened', 'expired', 'failed'].flatMap((event) =>
		instances.flatMap(({ instanceId }, customer) => {
			const found = starts.filter((one) => one.event === event && one.instanceId === instanceId);
			// Those of the plan, and the one at the end.
			const links = plan.links.filter((link) => link.customer === customer).length + 1;
			const again = found.filter((start) => isLost(start, result)).length;
			return found.length > links + again
				? [`'${event}' started the workflow ${found.length} times for ${links} links`]
				: [];
		}),
	);
}

/** When all trouble is over, a new link leads to a code that can be scanned, and to the workflow. */
function checkEnding(ending: Ending, result: PageRunResult): Complaint[] {
	const { instance, kind, png, afterScan, scannedAt } = ending;
	const { starts } = result;
	const { instanceId, name } = instance;
	const wanted = wantedAtEnd(ending, result);
	if (kind === undefined) return [`'${name}': the page shows nothing in the end`];
	if (!wanted.includes(kind)) {
		return [`'${name}' is '${instance.status}' in the end, and its page shows '${kind}'`];
	}
	if (kind !== 'scan') return [];
	const connected = starts.filter(
		(start) =>
			start.event === 'connected' &&
			start.instanceId === instanceId &&
			start.at >= (scannedAt ?? Infinity),
	);
	return [
		...(png === undefined || readQrCode(Buffer.from(png, 'base64')) !== instance.pairingText
			? [`'${name}': the code on the page is not the one that can be scanned`]
			: []),
		...(afterScan === 'connected' ? [] : [`'${name}' shows '${String(afterScan)}' after the scan`]),
		...(connected.length === 1
			? []
			: [`'${name}' started the workflow ${connected.length} times after the last scan`]),
	];
}

/** What a page may show first, when all trouble is over. */
function wantedAtEnd({ instance, exists }: Ending, result: PageRunResult): string[] {
	const { words, statuses } = descriptorOf(result);
	if (!exists) return ['removed'];
	const [, status = 'unknown'] = statuses.find(([word]) => word === instance.status) ?? [];
	// Nobody knows what helps an instance whose status is a word without a meaning.
	if (status === 'unknown') return Object.keys(SAYS_WAITING);
	if (instance.status === words.connected) return ['connected'];
	return mayRestart(result) ? ['scan'] : ['scan', 'failed'];
}

function mayRestart({ plan }: PageRunResult): boolean {
	const { restartIfNeeded = true } = plan.parameters.options as { restartIfNeeded?: boolean };
	return restartIfNeeded;
}

function checkRequests(result: PageRunResult): Complaint[] {
	const { requests } = result;
	const { routes, limits, pollInterval, operations } = descriptorOf(result);
	const restart = operations.find(({ operation }) => operation === 'restart');
	const at = (route: string, instanceId = '') =>
		requests
			.filter(({ route: asked, path, status }) => {
				// What was refused as too much may be requested again.
				return asked === route && path.includes(instanceId) && status !== 429;
			})
			.map((one) => one.at);
	const lists = at(routes.list);
	const tooSoon = lists.filter(
		(time, index) => time < (lists[index - 1] ?? -Infinity) + pollInterval,
	);
	const perMinute = limitOf({ limits }, routes.qrCode) ?? Infinity;
	const codes = at(routes.qrCode);
	const tooMany = codes.filter(
		(time, index) => time < (codes[index - perMinute] ?? -Infinity) + MINUTE,
	);
	const restarts = result.instances.flatMap(({ instanceId }) => {
		const times = restart ? at(restart.route, instanceId) : [];
		return times.filter((time, index) => time < (times[index - 1] ?? -Infinity) + BETWEEN_RESTARTS);
	});
	return [
		...(tooSoon.length > 0 ? [`${tooSoon.length} lists came sooner than the interval`] : []),
		...(tooMany.length > 0 ? [`${tooMany.length} codes were requested beyond the limit`] : []),
		...(restarts.length > 0 ? [`${restarts.length} restarts came within ten minutes`] : []),
		...(restart !== undefined && !mayRestart(result) && at(restart.route).length > 0
			? ['an instance was restarted although nobody wanted that']
			: []),
	];
}

function checkSecrets(world: World, result: PageRunResult): Complaint[] {
	const { exchanges, starts, written, tokens } = result;
	const items = starts.map(({ item }) => JSON.stringify(item));
	const shown = [...exchanges.map(({ body }) => body), ...written, ...items];
	const { secretPattern } = descriptorOf(result);
	const isShown = (secret: string) => shown.some((text) => text.includes(secret));
	return [
		...(secretsOf(world).some(isShown) ? ['a key stands in an answer, an item or a log'] : []),
		...(tokens.some(isShown) ? ['a link stands in an answer, an item or a log'] : []),
		...(secretPattern && shown.some((text) => secretPattern.test(text))
			? ['a secret of the provider stands in an answer, an item or a log']
			: []),
	];
}

function descriptorOf({ plan }: PageRunResult): ProviderDescriptor {
	return descriptors[plan.provider];
}
