import { measurements } from '../measurements.cts';
import { answerParent } from './inChild.cts';
import type { Report, Setting } from './report.cts';

export interface MeasureTask extends Setting {
	name: string;
}

/** What came of it, and the version of Node.js it was measured with. */
export interface Measured {
	report: Report;
	node: string;
}

/** Does one measurement in a process that has done nothing else. */
answerParent(async ({ name, ...setting }: MeasureTask): Promise<Measured> => {
	const measure = measurements[name];
	if (measure === undefined) throw new Error(`there is no measurement '${name}'`);
	return { report: await measure(setting), node: process.versions.node };
});
