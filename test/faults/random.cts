import { createHash } from 'node:crypto';

/** Numbers that look random and are the same again for the same seed. */
export class Random {
	private readonly state: Uint32Array;

	constructor(seed: string) {
		const digest = createHash('sha256').update(seed).digest();
		this.state = Uint32Array.from({ length: 4 }, (_value, index) => digest.readUInt32LE(index * 4));
	}

	/** At least 0 and below 1. */
	next(): number {
		// sfc32 of the PractRand suite: small, fast and without a visible pattern.
		const [a = 0, b = 0, c = 0, counter = 0] = this.state;
		const sum = (a + b + counter) >>> 0;
		this.state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, counter + 1]);
		return sum / 2 ** 32;
	}

	/** A whole number from `least` to `most`. */
	integer(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
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
