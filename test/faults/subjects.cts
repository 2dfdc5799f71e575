/** What a run is about: executions of the node, or an open pairing page. */
export const SUBJECTS = ['node', 'page'] as const;

export type Subject = (typeof SUBJECTS)[number];

/** One run; its number makes it, together with the seed. */
export interface PlannedRun {
	subject: Subject;
	number: number;
}
