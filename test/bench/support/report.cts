/** A bound of the product, and whether this run kept it. */
export interface Target {
	text: string;
	figure: string;
	met: boolean;
	/** What shows that nobody could meet it, where that is so; it then counts as no failure. */
	impossible?: string;
}

/** What one measurement gives. */
export interface Report {
	title: string;
	/** What was done and under which conditions, in a sentence. */
	conditions: string;
	table: { head: string[]; rows: string[][] };
	/** The same for machines; goes into the results. */
	figures: Record<string, unknown>;
	targets: Target[];
}

/** How a measurement is to be done. */
export interface Setting {
	/** Fewer rounds and items, nothing that needs n8n installed; bounds with slack. */
	short: boolean;
}

/** One measurement, run in a process of its own. */
export type Measurement = (setting: Setting) => Promise<Report>;

/** A bound on a number. `slack` widens it in a short run, where a busy machine must not fail it. */
export function atMost(text: string, value: number, bound: number, slack = 1): Target {
	const widened = slack === 1 ? '' : `, here ${shown(bound * slack)}`;
	const figure = `${shown(value)} (bound ${shown(bound)}${widened})`;
	return { text, figure, met: value <= bound * slack };
}

/** A promise that holds or does not. */
export function promise(text: string, met: boolean, figure = met ? 'yes' : 'no'): Target {
	return { text, figure, met };
}

/** A number as people read it. */
export function shown(value: number): string {
	if (value >= 100) return Math.round(value).toLocaleString('en');
	return String(Number(value.toPrecision(3)));
}

export function milliseconds(value: number): string {
	return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${shown(value)} ms`;
}

export function kilobytes(bytes: number): string {
	return `${shown(bytes / 1000)} kB`;
}

/** A spread as people write it. */
export function percent(part: number): string {
	return `±${Math.round(part * 100)} %`;
}
