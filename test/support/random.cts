import { createHash } from 'node:crypto';

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Choices that look random and are the same again for the same seed. */
export class Random {
	private readonly generator;

	constructor(seed: string) {
		this.generator = xoroshiro128plus(createHash('sha256').update(seed).digest().readInt32LE());
	}

	/** A whole number from `least` to `most`. */
	integer(least: number, most: number): number {
		return uniformInt(this.generator, least, most);
	}

	chance(probability: number): boolean {
		return uniformFloat64(this.generator) < probability;
	}

	pick<T>(choices: readonly T[]): T {
		const choice = choices[this.integer(0, choices.length - 1)];
		if (choice === undefined) throw new Error('there is nothing to pick from');
		return choice;
	}

	/** Some text that nobody guesses by looking at it. */
	word(length: number): string {
		return Array.from({ length }, () => this.integer(0, 35).toString(36)).join('');
	}
}
