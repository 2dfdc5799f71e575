/** Tells the person who waits. jest writes its own lines to the same place. */
export function say(text: string): void {
	process.stderr.write(`> ${text}\n`);
}
