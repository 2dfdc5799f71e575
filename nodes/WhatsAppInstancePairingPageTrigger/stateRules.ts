import type { PageState, PageStateKind } from './PageState';
import type { StartEvent } from './PairingStarts';

/** What a state means for the workflow: an event of a link, or none yet, or nothing at all. */
type Meaning = StartEvent | 'waiting' | 'nothing';

/** What each state of a page means for the workflow. */
export const MEANINGS: Readonly<Record<PageStateKind, Meaning>> = {
	preparing: 'waiting',
	queued: 'waiting',
	scan: 'waiting',
	connecting: 'waiting',
	restarting: 'waiting',
	connected: 'connected',
	failed: 'failed',
	removed: 'failed',
	withoutCode: 'failed',
	expired: 'expired',
	unavailable: 'nothing',
	invalid: 'nothing',
};

/**
 * When a page in each state is to learn what is new: with the next list of instances, with a later
 * one where nobody touches the page, seldom, or never because nothing will change.
 */
export const PACES: Readonly<
	Record<PageStateKind, 'withNextList' | 'withSomeList' | 'seldom' | 'never'>
> = {
	preparing: 'withSomeList',
	scan: 'withSomeList',
	queued: 'withNextList',
	connecting: 'withNextList',
	restarting: 'withNextList',
	unavailable: 'withNextList',
	failed: 'seldom',
	removed: 'seldom',
	withoutCode: 'seldom',
	connected: 'never',
	expired: 'never',
	invalid: 'never',
};

/** Whether something may still come of a state by itself. */
export function isUndecided({ kind }: PageState): boolean {
	return PACES[kind] === 'withNextList' || PACES[kind] === 'withSomeList';
}
