import { useBench } from '../support/bench.cts';
import { describeConformance } from './conformance.cts';
import { sides } from './descriptors.cts';

const bench = useBench();

describe.each(sides)('$title', (side) => {
	describeConformance(side, bench);
});
