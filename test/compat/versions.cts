/** One release of n8n and what is tried of it. */
export interface Release {
	n8n: string;
	/** The n8n-core that belongs to it. */
	core: string;
	/** Whether the engine tests run on its n8n-core; needs `core/<n8n-core version>`. */
	engine: boolean;
	/** Whether the nodes run in the n8n itself; needs `test/n8n/versions/<n8n version>`. */
	smoke: boolean;
}

/** From the oldest to the newest, as in the README. */
export const RELEASES: Release[] = [
	{ n8n: '1.123.81', core: '1.122.48', engine: true, smoke: true },
	{ n8n: '2.0.3', core: '2.0.2', engine: true, smoke: false },
	{ n8n: '2.20.0', core: '2.20.0', engine: true, smoke: false },
	{ n8n: '2.20.12', core: '2.20.6', engine: false, smoke: true },
	{ n8n: '2.41.1', core: '2.41.1', engine: true, smoke: true },
];

/**
 * The releases that somebody names by their version or by that of their n8n-core; all without words.
 *
 * @throws when a word is no version that is tried here
 */
export function chosenReleases(words: string[]): Release[] {
	const isNamed = ({ n8n, core }: Release, word: string) => n8n === word || core === word;
	for (const word of words) {
		if (RELEASES.some((release) => isNamed(release, word))) continue;
		const known = RELEASES.map(({ n8n }) => n8n).join(', ');
		throw new Error(`'${word}' is none of the versions tried here: ${known}`);
	}
	if (words.length === 0) return RELEASES;
	return RELEASES.filter((release) => words.some((word) => isNamed(release, word)));
}
