import type { PageRunResult } from './run.cts';
import type { Exchange } from './Visitor.cts';

/** A run of the page in words, for finding the cause of a failure. */
export function tellPage(result: PageRunResult): string {
	const { plan, exchanges, starts, restartedAt, connections, requests, endings } = result;
	const begin = exchanges[0]?.at ?? 0;
	const second = (at: number) => `${((at - begin) / 1000).toFixed(1)} s`;
	const lines = [
		...exchanges.map((one) => ({ at: one.endedAt, text: tellExchange(one) })),
		...requests.map(({ at, method, path, status }) => ({
			at,
			text: `  ${method} ${path}: ${String(status)}`,
		})),
		...starts.map(({ at, event, instanceId }) => ({
			at,
			text: `START ${String(event)} ${String(instanceId)}`,
		})),
		...restartedAt.map((at) => ({ at, text: 'n8n is started again' })),
		...[...connections].flatMap(([instanceId, times]) =>
			times.map((at) => ({ at, text: `CONNECTED ${instanceId}` })),
		),
	];
	return [
		JSON.stringify(plan),
		...lines.sort((one, other) => one.at - other.at).map(({ at, text }) => `${second(at)} ${text}`),
		...endings.map(
			({ instance, kind, afterScan }) =>
				`in the end: ${instance.instanceId} '${instance.status}': ${kind}, then ${afterScan}`,
		),
	].join('\n');
}

function tellExchange({ instanceId, question, status, answer }: Exchange): string {
	const { window, intent, types } = question;
	const shown = answer
		? `${answer.state.kind}, again in ${String(answer.askAgainIn)}`
		: `HTTP ${status}`;
	return `${window} of ${instanceId}, ${intent}${types ? ' on the phone' : ''}: ${shown}`;
}
