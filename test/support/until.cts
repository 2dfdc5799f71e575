/** Waits for something that happens by itself. Rejects when it has not happened after two seconds. */
export async function until(condition: () => boolean): Promise<void> {
	for (let tries = 0; !condition(); tries += 1) {
		if (tries > 400) throw new Error('it did not happen');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
