import { measurements } from '../measurements.cts';
import { answerParent } from './inChild.cts';
import type { Setting } from './report.cts';

export interface MeasureTask extends Setting {
	name: string;
}

/** Does one measurement in a process that has done nothing else. */
answerParent(async ({ name, ...setting }: MeasureTask) => {
	const measure = measurements[name];
	if (measure === undefined) throw new Error(`there is no measurement '${name}'`);
	return await measure(setting);
});
