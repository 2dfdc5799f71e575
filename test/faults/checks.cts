import { descriptors, sides } from '../providers/descriptors.cts';
import type { Plan } from './plan.cts';
import type { RunResult, StepResult } from './run.cts';
import { errorsOf, nameOf, textsOf, type ShownError } from './shown.cts';
import { boundOf, waitBoundOf } from './bounds.cts';
import { documentedErrors } from './documentedErrors.cts';
import type { World } from './world.cts';

/** Something that must never happen, in words. */
export type Complaint = string;

const documented = documentedErrors();

/** The table's message an error belongs to. */
export function kindOf({ text }: ShownError): string | undefined {
	return documented.find(({ pattern }) => pattern.test(text))?.title;
}

/** Looks a finished run through. */
export function check(world: World, result: RunResult): Complaint[] {
	return [
		...result.steps.flatMap((step, index) =>
			[
				...lostInstances(step.instances, result.steps.slice(0, index + 1)),
				...createdTwice(step, result.plan),
				...outlasted(step),
				...secretsShown(world, step),
				...unknownErrors(step),
				...lostItems(step),
			].map((complaint) => `step ${index} (${step.step.operation}): ${complaint}`),
		),
		...lostInstances(result.instances, result.steps),
		...doubles(result),
		...strayRequests(world),
	];
}

/** Nothing goes to another host than the provider's. */
export function strayRequests(world: World): Complaint[] {
	return world.strays.map(({ url, headers, body }) => {
		const isSecret = secretsOf(world).some((one) => `${url}${headers}${body}`.includes(one));
		return `the other host was asked for ${url}${isSecret ? ' and got a key' : ''}`;
	});
}

/** Every instance is named by an item or an error of the step that created it. */
function lostInstances(instances: RunResult['instances'], steps: StepResult[]): Complaint[] {
	const creating = steps.filter(({ step }) => step.operation === 'create');
	if (creating.length === 0) return [];
	const shown = creating.flatMap(({ run }) => textsOf(run));
	const errors = creating.flatMap(({ run }) => errorsOf(run)).map(({ whole }) => whole);
	return instances
		.filter(({ name }) => creating.some(({ input }) => input.some((item) => nameOf(item) === name)))
		.filter(
			({ instanceId, name }) =>
				!shown.some((text) => text.includes(instanceId)) &&
				!errors.some((text) => text.includes(name)),
		)
		.map(({ instanceId, name }) => `nobody names the instance '${name}' (${instanceId})`);
}

/**
 * A create request that the provider may have carried out is not sent again, not even with Retry On
 * Fail. Where the provider refuses a second instance of one name, it may be.
 */
function createdTwice({ step, asked }: StepResult, plan: Plan): Complaint[] {
	const { names, routes, requestedName } = descriptors[plan.provider];
	if (step.operation !== 'create' || names !== 'repeatable') return [];
	const counts = new Map<string, number>();
	for (const { request, fault } of asked) {
		const isCreate = request.route === routes.create;
		const isRefused = request.status !== null && request.status >= 300 && request.status < 500;
		if (!isCreate || isRefused || fault === 'refusal with 200') continue;
		const name = requestedName(request.body);
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return [...counts]
		.filter(([, count]) => count > 1)
		.map(([name, count]) => `'${name}' was asked to be created ${count} times`);
}

// Kinds of faults after which a provider acts although nobody waits for it any more.
const LATE = ['acts after the time-out', 'slow answer'];

/**
 * No two instances of one name. A provider that acts after everybody has given up cannot be foreseen:
 * whoever executes the node again then gets a second one where names may repeat.
 */
function doubles({ instances, steps, plan }: RunResult): Complaint[] {
	const creating = steps.filter(({ step }) => step.operation === 'create');
	const { create } = descriptors[plan.provider].routes;
	const isLate = creating.some(({ asked }) =>
		asked.some(({ fault, request }) => LATE.includes(fault ?? '') && request.route === create),
	);
	if (isLate && creating.length > 1) return [];
	return [...new Set(plan.people.map(({ name }) => name))]
		.map((name) => [name, instances.filter((one) => one.name === name).length] as const)
		.filter(([, count]) => count > 1)
		.map(([name, count]) => `'${name}' exists ${count} times`);
}

function outlasted(result: StepResult): Complaint[] {
	const bound = boundOf(result);
	const complaints =
		result.lasted > bound
			? [`it lasted ${result.lasted / 1000} seconds, the bound is ${bound / 1000}`]
			: [];
	for (const { json } of [...result.run.items, ...result.run.errorItems]) {
		const waited = json.waitedSeconds;
		if (typeof waited === 'number' && waited * 1000 > waitBoundOf(result)) {
			complaints.push(
				`an item waited ${waited} seconds, the bound is ${waitBoundOf(result) / 1000}`,
			);
		}
	}
	return complaints;
}

/** What must not be shown anywhere. */
export function secretsOf({ sandbox }: World): string[] {
	return Object.values(sandbox.accounts).flatMap(({ apiKey, webhookSecret }) =>
		webhookSecret === undefined ? [apiKey] : [apiKey, webhookSecret],
	);
}

function secretsShown(world: World, { run }: StepResult): Complaint[] {
	const stored = run.finished.stored();
	const isKeyShown = secretsOf(world).some((secret) => stored.includes(secret));
	const isTokenShown = sides.some(({ secretPattern }) => secretPattern?.test(stored));
	return isKeyShown || isTokenShown ? ['a secret stands in what n8n stores of the run'] : [];
}

/** Every error is in the table of docs/errors.md and names its item. */
function unknownErrors({ run, input }: StepResult): Complaint[] {
	return errorsOf(run).flatMap((error) => {
		const complaints: Complaint[] = [];
		if (kindOf(error) === undefined) complaints.push(`no documented error: ${error.whole}`);
		const named = /\[Item (\d+)\]/.exec(error.text)?.[1];
		const isRight =
			error.item === undefined ? Number(named) < input.length : Number(named) === error.item;
		if (named === undefined || !isRight) complaints.push(`the item is not named: ${error.whole}`);
		if (/\bundefined\b|\[object |\bNaN\b|\n\s+at /.test(error.whole)) {
			complaints.push(`these are no plain words: ${error.whole}`);
		}
		return complaints;
	});
}

/** When the node goes on after errors, every input item comes out once. */
function lostItems({ step, run, input }: StepResult): Complaint[] {
	if (step.settings.onError === undefined || step.settings.onError === 'stopWorkflow') return [];
	const out = [...run.items, ...run.errorItems].map(({ pairedItem }) =>
		typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : pairedItem,
	);
	const wanted = input.map((_item, index) => index).join();
	const got = [...out]
		.map(Number)
		.sort((a, b) => a - b)
		.join();
	return wanted === got ? [] : [`the items ${wanted} went in, ${got || 'none'} came out`];
}
