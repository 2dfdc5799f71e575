/** What one run of a variant took. */
export interface Sample {
	/** Milliseconds by the clock on the wall. */
	wall: number;
	/** Milliseconds of processor time of this process, all threads. */
	cpu: number;
}

/** Several runs of a variant in one number each. */
export interface Summary {
	wall: number;
	cpu: number;
	/** Half the distance between the quartiles, as a part of the median. */
	spread: number;
}

interface Rounds {
	rounds: number;
	warmUps?: number;
}

/**
 * Runs variants in turns, so that what else the machine does meets all of them: A B, B A, A B ...
 * The first rounds do not count.
 */
export async function inTurns<Name extends string>(
	variants: Record<Name, () => Promise<Sample>>,
	{ rounds, warmUps = 1 }: Rounds,
): Promise<Record<Name, Sample[]>> {
	const names = Object.keys(variants) as Name[];
	const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		Sample[]
	>;
	for (let round = -warmUps; round < rounds; round += 1) {
		const order = round % 2 === 0 ? names : [...names].reverse();
		for (const name of order) {
			const sample = await variants[name]();
			if (round >= 0) samples[name].push(sample);
		}
	}
	return samples;
}

/** Measures one run, starting without other people's garbage. */
export async function measured(work: () => Promise<unknown>): Promise<Sample> {
	globalThis.gc?.();
	const cpuBefore = process.cpuUsage();
	const started = performance.now();
	await work();
	const wall = performance.now() - started;
	const { user, system } = process.cpuUsage(cpuBefore);
	return { wall, cpu: (user + system) / 1000 };
}

export function summary(samples: readonly Sample[]): Summary {
	const walls = samples.map(({ wall }) => wall);
	const wall = median(walls);
	const cpu = median(samples.map((sample) => sample.cpu));
	return { wall, cpu, spread: (quantile(walls, 0.75) - quantile(walls, 0.25)) / 2 / wall };
}

/**
 * How many times as much one variant takes as another: the middle of the ratios of neighbouring runs,
 * which have met the same machine.
 */
export function ratioOf(
	samples: readonly Sample[],
	others: readonly Sample[],
	read: (sample: Sample) => number = ({ wall }) => wall,
): number {
	return median(
		samples.flatMap((sample, round) => {
			const other = others[round];
			return other === undefined ? [] : [read(sample) / read(other)];
		}),
	);
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

function quantile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (sorted.length - 1) * part;
	const below = sorted[Math.floor(at)] ?? NaN;
	const above = sorted[Math.ceil(at)] ?? NaN;
	return below + (above - below) * (at - Math.floor(at));
}
