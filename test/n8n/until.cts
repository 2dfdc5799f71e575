import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @param what is awaited, for the message when it does not come
 * @param ask gives `undefined` as long as there is nothing yet
 * @throws when the time is over, and what `ask` throws
 */
export async function until<Answer>(
	what: string,
	ask: () => Answer | undefined | Promise<Answer | undefined>,
	{ seconds = 30, everyMilliseconds = 100 } = {},
): Promise<Answer> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} seconds`);
		await delay(everyMilliseconds);
	}
}
