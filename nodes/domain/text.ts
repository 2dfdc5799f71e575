/**
 * Takes characters off the end of a text. An expression such as `/=+$/` does the same, but takes
 * hours for a text of a few megabytes that somebody has made for it.
 *
 * @param isExtra whether a character is to go
 */
export function withoutEnding(text: string, isExtra: (character: string) => boolean): string {
	let end = text.length;
	while (end > 0 && isExtra(text.charAt(end - 1))) end -= 1;
	return text.slice(0, end);
}
