import { CLIENT_SCRIPT } from './clientScript';
import { colorStyles } from './colorStyles';
import { STYLES } from './styles';
import { directionOf, TEXTS, type Language } from './texts';
import type { DetailKey, ShownKind, TextKey, Texts } from './textKeys';

/** The sentences that the script writes; their type tells when one is missing. */
const SENTENCES: Record<ShownKind, true> = {
	loading: true,
	preparing: true,
	queued: true,
	scan: true,
	connecting: true,
	connected: true,
	restarting: true,
	failed: true,
	withoutCode: true,
	removed: true,
	unavailable: true,
	expired: true,
	invalid: true,
	offline: true,
	paused: true,
	noAnswer: true,
	closed: true,
};

/** What the script writes beside them; the rest stands in the document. */
const WRITTEN_DETAILS: DetailKey[] = [
	'heading',
	'type',
	'needsOtherScreen',
	'stepNumber',
	'newCodeIn',
	'codeEnded',
	'typedCodeWorksFor',
	'typedCodeEnded',
	'copied',
	'peopleBefore',
	'readyIn',
	'readySoon',
];

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** As HTML, with the words of WhatsApp's menus in bold. */
function withMenuWords(text: string): string {
	return escapeHtml(text)
		.split('**')
		.map((part, index) => (index % 2 === 1 ? `<strong>${part}</strong>` : part))
		.join('');
}

/** JSON in which nothing can end the script it stands in. */
function scriptJson(value: unknown): string {
	return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** The texts of a language, with those that are replaced; a blank one is not. */
function chosenTexts(language: Language, replaced: Partial<Texts>): Texts {
	const filled = Object.entries(replaced).filter(([, text]) => text.trim() !== '');
	return { ...TEXTS[language], ...Object.fromEntries(filled) };
}

const ICONS = [
	['tick', 'm5 12.5 4.5 4.5L19 7.5'],
	['note', 'M12 6.5v7M12 17.3v.2'],
	['pause', 'M9 6.5v11M15 6.5v11'],
]
	.map(
		([name, path]) =>
			`<svg class="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`,
	)
	.join('');

/**
 * The whole page that a link to pair a phone opens, as one HTML document.
 *
 * @param language the language of the page
 * @param texts what stands there instead of the page's own texts
 * @param color the accent color as `#rrggbb`; `null` for the page's own
 * @param nonce the nonce of the response's Content-Security-Policy, for its script and its styles
 */
export function renderPage({
	language,
	texts: replaced,
	color,
	nonce,
}: {
	language: Language;
	texts: Partial<Texts>;
	color: string | null;
	nonce: string;
}): string {
	const texts = chosenTexts(language, replaced);
	const plain = (key: TextKey) => escapeHtml(texts[key]);
	const rich = (key: TextKey) => withMenuWords(texts[key]);
	const steps = (...keys: TextKey[]) =>
		`<ol>${keys.map((key) => `<li>${rich(key)}</li>`).join('')}</ol>`;
	const button = (id: string, key: TextKey, more = '') =>
		`<button type="button" id="${id}"${more}>${plain(key)}</button>`;
	const time = (id: string) =>
		`<div id="${id}"><div class="bar" aria-hidden="true"><i></i></div><p class="time"></p></div>`;
	const canvas = (id: string, key: TextKey) =>
		`<canvas id="${id}" role="img" aria-label="${plain(key)}"></canvas>`;
	const device = (id: string, value: string, key: TextKey) =>
		`<label><input type="radio" name="device" id="${id}" value="${value}"><span>${plain(key)}</span></label>`;
	const written = [...Object.keys(SENTENCES), ...WRITTEN_DETAILS].map((key) => [
		key,
		texts[key as TextKey],
	]);
	const page = { language, texts: Object.fromEntries(written) };
	const attribute = ` nonce="${escapeHtml(nonce)}"`;

	return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${plain('heading')}</title>
<style${attribute}>${STYLES}
${colorStyles(color)}</style>
</head>
<body>
<main id="main">
<header>
<h1>${plain('heading')}</h1>
<p id="message" role="status" aria-live="polite"></p>
<noscript><p>${plain('withoutScript')}</p></noscript>
<p id="lost" hidden>${plain('noConnection')}</p>
</header>
<div id="icon" aria-hidden="true" hidden>${ICONS}</div>
<p id="line" hidden><b id="ready"></b><span id="people"></span></p>
<div class="row">${button('continue', 'continue', ' class="main" hidden')}</div>
<fieldset class="switch" id="device" hidden>
<legend class="sr">${plain('deviceQuestion')}</legend>
${device('onOther', 'other', 'otherScreen')}
${device('onPhone', 'phone', 'thisPhone')}
</fieldset>
<section id="elsewhere" hidden>
<div class="row">
${button('share', 'shareLink', ' class="main"')}
${button('copyLink', 'copyLink')}
${button('showLink', 'showLinkCode', ' aria-expanded="false" aria-controls="linkCode"')}
</div>
<div id="linkCode" hidden>
<p class="tip">${rich('linkCodeNote')}</p>
<div class="place"><div class="box">${canvas('link', 'linkCodeLabel')}</div></div>
</div>
</section>
<section id="scan" hidden>
<div class="columns">
<div class="place">
<div class="box">${canvas('code', 'codeLabel')}<p class="over" hidden></p></div>
${time('scanTime')}
</div>
<div>
<h2>${plain('scanHeading')}</h2>
${steps('stepOpen', 'stepMenu', 'stepLink', 'stepScan')}
<p class="tip">${rich('insideWhatsApp')}</p>
</div>
</div>
</section>
<section id="type" hidden>
<div class="columns">
<div>
<h2>${plain('typeHeading')}</h2>
<div class="box wide">
<p class="digits" dir="ltr"><span id="letters" aria-hidden="true"></span><span id="spelled" class="sr"></span></p>
<p class="over" hidden></p>
</div>
${time('typeTime')}
<div class="row">
${button('copyCode', 'copyCode', ' class="main"')}
${button('newCode', 'newCode')}
</div>
</div>
${steps('stepOpen', 'stepMenu', 'stepLink', 'stepNumber', 'stepType')}
</div>
</section>
<p class="sr" id="said" aria-live="polite"></p>
<footer>${plain('help')}</footer>
</main>
<script${attribute}>
const page = ${scriptJson(page)};
${CLIENT_SCRIPT}
</script>
</body>
</html>
`;
}
