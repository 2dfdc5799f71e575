/** Prints rows below a heading, their columns aligned. */
export function printTable(head: string[], rows: string[][]): void {
	console.log(`\n${tableLines(head, rows).join('\n')}`);
}

/** The lines of such a table. */
export function tableLines(head: string[], rows: string[][]): string[] {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
