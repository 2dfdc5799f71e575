import type { RunResult, StepResult } from './run.cts';
import { textsOf } from './shown.cts';

/** A run in words, for finding the cause of a failure. */
export function tell({ plan, steps, instances }: RunResult): string {
	return [
		`kinds of faults: ${plan.kinds.join(', ')}`,
		`incidents: ${JSON.stringify(plan.incidents)}`,
		...steps.flatMap(tellStep),
		'in the end there are:',
		...instances.map((one) => `  ${one.instanceId} '${one.name}' ${one.status}`),
	].join('\n');
}

function tellStep({ step, input, run, lasted, asked, instances }: StepResult): string[] {
	return [
		`--- ${JSON.stringify({ ...step.parameters, ...step.settings })}`,
		...input.map(({ json }, index) => `  in ${index}: ${JSON.stringify(json)}`),
		...asked.map(
			({ request, fault }) =>
				`  ${new Date(request.at).toISOString().slice(11, 23)} ${request.method} ${request.path} ${JSON.stringify(request.query)} ${JSON.stringify(request.body)}: ${String(request.status)}${fault ? ` (${fault})` : ''}`,
		),
		...textsOf(run).map((text) => `  out: ${text}`),
		`  lasted ${lasted / 1000} s; ${instances.length} instances`,
	];
}
