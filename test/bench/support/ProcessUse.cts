import { readFileSync } from 'node:fs';

// Linux counts processor time in hundredths of a second.
const TICK = 10;

/** What a process has used of the machine; only on Linux. */
export class ProcessUse {
	constructor(private readonly pid: number) {}

	/** Milliseconds of processor time so far, all threads. */
	cpu(): number {
		const text = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
		// The name of the program, in brackets, may contain blanks.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * TICK;
	}
}
