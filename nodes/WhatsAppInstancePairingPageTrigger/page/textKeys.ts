import type { PageStateKind } from '../PageState';

/** What only the page itself can know; the server never answers these. */
export type ClientStateKind = 'loading' | 'offline' | 'paused' | 'noAnswer' | 'closed';

/** Whatever the page can show as a whole; each has a sentence of its own. */
export type ShownKind = PageStateKind | ClientStateKind;

/** The texts beside the sentences of the states. */
export type DetailKey =
	| 'heading'
	| 'type'
	| 'needsOtherScreen'
	| 'scanHeading'
	| 'typeHeading'
	| 'insideWhatsApp'
	| 'stepOpen'
	| 'stepMenu'
	| 'stepLink'
	| 'stepScan'
	| 'stepNumber'
	| 'stepType'
	| 'codeLabel'
	| 'newCodeIn'
	| 'codeEnded'
	| 'typedCodeWorksFor'
	| 'typedCodeEnded'
	| 'newCode'
	| 'copyCode'
	| 'copyLink'
	| 'copied'
	| 'shareLink'
	| 'deviceQuestion'
	| 'otherScreen'
	| 'thisPhone'
	| 'showLinkCode'
	| 'linkCodeNote'
	| 'linkCodeLabel'
	| 'peopleBefore'
	| 'readyIn'
	| 'readySoon'
	| 'noConnection'
	| 'continue'
	| 'withoutScript'
	| 'help';

export type TextKey = ShownKind | DetailKey;

/**
 * The words of the page in one language. `**…**` stands around words of WhatsApp's own menus, and
 * `{time}` and `{people}` where the page puts a duration and a number.
 */
export type Texts = Record<TextKey, string>;
