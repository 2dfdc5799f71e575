import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { liveProviders } from './providers/index.cts';
import { turns } from './providers/turns.cts';
import type { Turn } from './support/turns.cts';
import { useCheck } from './support/useCheck.cts';

const { sandbox, run } = useCheck();

const keyOf = ({ heading, fact }: { heading: string; fact: string }) => `${heading}: ${fact}`;

/** The turns of a provider, those that come about in the same way together. */
function runsOf(all: readonly Turn[]): { keys: string[]; turn: Turn }[] {
	const runs = new Map<Turn['disturb'], Turn[]>();
	for (const turn of all) runs.set(turn.disturb, [...(runs.get(turn.disturb) ?? []), turn]);
	return [...runs.values()].flatMap((group) =>
		group.slice(0, 1).map((turn) => ({ keys: group.map(keyOf), turn })),
	);
}

describe.each(PROVIDER_NAMES)('%s', (provider) => {
	it('has a wrong assumption for everything that the check can refute', () => {
		const refutable = Object.entries(liveProviders[provider].facts).flatMap(([heading, plans]) =>
			Object.entries(plans)
				.filter(([, { kind }]) => kind === 'probe')
				.map(([fact]) => keyOf({ heading, fact })),
		);
		expect(turns[provider].map(keyOf).sort()).toEqual(refutable.sort());
	});

	it.each(runsOf(turns[provider]))(
		'says so when it is different: $keys',
		async ({ keys, turn }) => {
			const { create = false, seed = seedTwo, disturb } = turn;
			seed(sandbox());
			sandbox().disturb(disturb());
			const { code, report } = await run(provider, { create });

			const results = report()
				.facts.filter((one) => keys.includes(keyOf(one)))
				.map(({ result }) => result);
			expect(results).toEqual(keys.map(() => 'different'));
			expect(code).toBe(1);
		},
	);

	function seedTwo(): void {
		sandbox().seedInstance(provider, { name: 'Giza' });
		const { instanceId } = sandbox().seedInstance(provider, { name: 'Cairo Store' });
		sandbox().scan(instanceId, provider);
	}
});
