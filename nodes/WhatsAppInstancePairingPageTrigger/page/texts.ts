import { arabic } from './languages/ar';
import { english } from './languages/en';
import { french } from './languages/fr';
import { german } from './languages/de';
import { indonesian } from './languages/id';
import { portuguese } from './languages/pt';
import { spanish } from './languages/es';
import type { TextKey, Texts } from './textKeys';

export type { TextKey, Texts } from './textKeys';

export const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'id', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEXTS: Record<Language, Texts> = {
	ar: arabic,
	de: german,
	en: english,
	es: spanish,
	fr: french,
	id: indonesian,
	pt: portuguese,
};

/** The names under which a user of n8n finds the texts, in the order in which they are listed. */
export const TEXT_LABELS: Record<TextKey, string> = {
	heading: 'Heading',
	scan: 'Message: Scan the Code',
	type: 'Message: Type the Code',
	needsOtherScreen: 'Message: Open the Link on Another Screen',
	loading: 'Message: One Moment',
	preparing: 'Message: Code Is Being Prepared',
	queued: 'Message: Waiting in Line',
	connecting: 'Message: Connecting',
	connected: 'Message: Connected',
	restarting: 'Message: Restarting',
	failed: 'Message: Stopped or Failed',
	withoutCode: 'Message: Not Connected by a Code',
	removed: 'Message: Instance No Longer Exists',
	unavailable: 'Message: Provider Does Not Answer',
	expired: 'Message: Link Has Expired',
	invalid: 'Message: Link Is Not Valid',
	offline: 'Message: Visitor Is Offline',
	paused: 'Message: Page Is Paused',
	noAnswer: 'Message: Server Does Not Answer',
	closed: 'Message: Page Is Switched Off',
	scanHeading: 'Scan: Heading',
	insideWhatsApp: 'Scan: Not With the Camera App',
	stepOpen: 'Step: Open WhatsApp',
	stepMenu: 'Step: Open Linked Devices',
	stepLink: 'Step: Link a Device',
	stepScan: 'Step: Point the Phone at the Code',
	stepNumber: 'Step: Link With Phone Number Instead',
	stepType: 'Step: Type the Code',
	codeLabel: 'Scan: Description of the QR Code',
	newCodeIn: 'Scan: Time Until the Next Code',
	codeEnded: 'Scan: New Code Is on Its Way',
	typeHeading: 'Type: Heading',
	typedCodeWorksFor: 'Type: Time the Code Still Works',
	typedCodeEnded: 'Type: Code Has Expired',
	newCode: 'Button: New Code',
	copyCode: 'Button: Copy Code',
	copyLink: 'Button: Copy Link',
	copied: 'Button: Copied',
	shareLink: 'Button: Share Link',
	showLinkCode: 'Button: Show a Code of This Link',
	continue: 'Button: Continue',
	deviceQuestion: 'Device: Question',
	otherScreen: 'Device: Another Screen',
	thisPhone: 'Device: This Phone',
	linkCodeNote: 'Link Code: Explanation',
	linkCodeLabel: 'Link Code: Description of the QR Code',
	peopleBefore: 'Line: People Before',
	readyIn: 'Line: Time Until the Code',
	readySoon: 'Line: Almost There',
	noConnection: 'Note: No Connection',
	withoutScript: 'Note: JavaScript Is Off',
	help: 'Note: Where to Get Help',
};

/** The direction in which a language is written, as `dir` of HTML names it. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
	return language === 'ar' ? 'rtl' : 'ltr';
}

function isLanguage(text: string): text is Language {
	return LANGUAGES.some((language) => language === text);
}

/** One range of an Accept-Language header, with its quality from 0 to 1; 0 for what is no number. */
function readRange(range: string): { language: string; quality: number } {
	const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
	const given = parameters.find((parameter) => parameter.startsWith('q='));
	const quality = given === undefined ? 1 : Number(given.slice(2) || NaN);
	return {
		// Java and old Android write Indonesian as `in`.
		language: tag.split('-')[0] === 'in' ? 'id' : (tag.split('-')[0] ?? ''),
		quality: quality >= 0 && quality <= 1 ? quality : 0,
	};
}

/**
 * The language of the page.
 *
 * @param chosen what the user of n8n has chosen; `auto` leaves it to the browser of the visitor
 * @param acceptLanguage the header Accept-Language of the visitor's request
 * @returns the language with the highest quality there is a page for; English when there is none
 */
export function chooseLanguage(
	chosen: Language | 'auto',
	acceptLanguage: string | undefined,
): Language {
	if (chosen !== 'auto') return chosen;
	const ranges = (acceptLanguage ?? '').split(',').map(readRange);
	// Sorting keeps the order of equal qualities, which is the visitor's.
	const wanted = ranges.filter(({ quality }) => quality > 0);
	wanted.sort((one, other) => other.quality - one.quality);
	return wanted.map(({ language }) => language).find(isLanguage) ?? 'en';
}
