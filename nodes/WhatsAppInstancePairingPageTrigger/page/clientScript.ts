import { CODE_IMAGE_SCRIPT } from './codeImageScript';
import { compactScript } from './compact';
import { ENCODE_LINK_SCRIPT } from './encodeLinkScript';

const MAIN_SCRIPT = `
const { language, texts } = page;
const MINUTE = 60000;
const LONGEST_SILENCE = 40000;
// Some proxies pass on nothing of a response before it is complete.
const SILENCE_BEFORE_FOLLOWING = 8000;
const PAUSE_AFTER = 10 * MINUTE;
// Who has not touched the page for so long gets news later.
const PATIENT_AFTER = 3 * MINUTE;
const RETRY_AFTER = [3000, 6000, 12000, 24000, 30000];
const UNKNOWN_LIFE = MINUTE;
// The states in which something is left to do after the page is gone: a phone may get connected, or
// n8n has to store that the workflow was started.
const UNFINISHED = ['preparing', 'queued', 'scan', 'connecting', 'restarting', 'connected'];
const ICONS = { connected: 'tick', paused: 'pause' };
const NOTES = ['failed', 'withoutCode', 'removed', 'expired', 'invalid', 'offline', 'closed'];

const part = (id) => document.getElementById(id);
// In milliseconds; unlike that of a clock, nobody can set it.
const uptime = () => performance.now();
const token = location.hash.slice(1);
const link = location.href;
const address = link.split('#')[0];
const windowId = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
	byte.toString(16).padStart(2, '0')).join('');
// Only a guess, which the visitor can correct; it must not change under their hands.
const looksLikePhone = matchMedia(
	'(pointer: coarse) and (max-width: 600px), (pointer: coarse) and (max-height: 500px)').matches;
const mayBePhone = matchMedia('(any-pointer: coarse), (max-width: 700px)');
const punctuation = new RegExp('[^0-9a-z]', 'gi');

let state = null;
let code = null;
let done = !token;
// 'noAnswer', 'closed' or null.
let failure = null;
let failures = 0;
let offline = navigator.onLine === false;
let paused = false;
let awake = false;
let hasLeft = false;
let intent = 'ask';
let askAt = 0;
let untouchedFor = 0;
let request = null;
// Whether the response may stay open, and has brought something.
let follows = false;
let heard = false;
let hasFollowed = false;
let heardAt = 0;
let followAt = 0;
let readyAt = 0;
let touchedAt = 0;
// How far the clock of the visitor is ahead of uptime().
let lead = NaN;
let chosenDevice = null;

const isPhone = () => (chosenDevice ? chosenDevice === 'phone' : looksLikePhone);

function question(what) {
	untouchedFor = Math.round(uptime() - touchedAt);
	return JSON.stringify({
		token,
		window: windowId,
		shows: code && (code.picture || code.pairingCode) ? code.id : undefined,
		intent: what,
		types: isPhone(),
		follows,
		untouchedFor,
	});
}

const send = (body, more) => fetch(address, {
	method: 'POST',
	// Any other type makes the browser ask for permission first.
	headers: { 'Content-Type': 'text/plain' },
	body,
	...more,
});

async function ask() {
	const mine = new AbortController();
	if (request) request.abort();
	request = mine;
	heard = false;
	heardAt = uptime();
	follows = heardAt >= followAt;
	let trouble = 'noAnswer';
	try {
		const response = await send(question(intent), { cache: 'no-store', signal: mine.signal });
		if (response.status === 404 || response.status === 403) trouble = 'closed';
		else if (response.ok) await follow(response.body.getReader(), () => request === mine);
	} catch {
		// A response that breaks off has told what it could.
	}
	if (request !== mine) return;
	request = null;
	if (heard) askAt += uptime() - heardAt;
	else fail(trouble);
	show();
}

async function follow(reader, isWanted) {
	const decoder = new TextDecoder();
	let text = '';
	for (;;) {
		const { done: isEnd, value } = await reader.read();
		text += isEnd ? '\\n' : decoder.decode(value, { stream: true });
		const lines = text.split('\\n');
		text = lines.pop();
		for (const line of lines) {
			const answer = line && readAnswer(JSON.parse(line));
			if (answer && answer.state.kind === 'scan') answer.code = await readCode(answer.state.code);
			if (!isWanted()) return;
			if (answer) take(answer);
		}
		if (isEnd) return;
		show();
	}
}

function readAnswer(answer) {
	const known = answer && answer.state && Object.hasOwn(texts, answer.state.kind);
	const { askAgainIn } = known ? answer : {};
	return known && (askAgainIn === null || askAgainIn >= 0) ? answer : null;
}

async function readCode(given) {
	const next = { picture: null, ...(code && code.id === given.id && code), ...given };
	const now = uptime();
	next.endsAt = given.endsIn === null ? null : now + given.endsIn;
	next.seenAt = now;
	if (given.png && !next.picture) {
		next.picture = await readPicture(given.png);
		if (next.picture) next.picture.id = given.id;
	}
	delete next.png;
	return next;
}

function take(answer) {
	const now = heardAt = uptime();
	hasFollowed = hasFollowed || heard;
	heard = true;
	state = answer.state;
	code = answer.code || null;
	failure = null;
	failures = 0;
	offline = false;
	intent = 'ask';
	done = answer.askAgainIn === null;
	askAt = now + answer.askAgainIn * (1 + Math.random() * 0.1);
	if (state.kind === 'queued') readyAt = now + state.readyIn;
}

function fail(trouble) {
	failure = trouble;
	const wait = RETRY_AFTER[Math.min(failures, RETRY_AFTER.length - 1)];
	failures += 1;
	askAt = uptime() + (trouble === 'closed' ? MINUTE : wait);
}

function leave() {
	if (hasLeft || done || !state || !UNFINISHED.includes(state.kind)) return;
	hasLeft = true;
	const body = question('leave');
	try {
		if (navigator.sendBeacon(address, new Blob([body], { type: 'text/plain' }))) return;
	} catch {
		// Some browsers have no beacons, or block them.
	}
	send(body, { keepalive: true }).catch(() => {});
}

function stop() {
	awake = false;
	if (request) request.abort();
	request = null;
	leave();
}

function start() {
	if (document.hidden || document.prerendering) return;
	awake = true;
	hasLeft = false;
	paused = false;
	touchedAt = askAt = uptime();
	if (!done) ask();
	show();
}

function touch() {
	touchedAt = uptime();
	if (untouchedFor > PATIENT_AFTER && awake && !done) ask();
}

function tick() {
	if (!awake || done) return;
	const now = uptime();
	// While a computer sleeps, its clock goes on, and the time of a page does not in every browser.
	const before = lead;
	lead = Date.now() - now;
	if (now - touchedAt > PAUSE_AFTER && !(state && state.kind === 'connecting' && !failure)) {
		paused = true;
		stop();
	} else if (lead - before > 5000) {
		ask();
	} else if (request) {
		if (follows && !heard && !hasFollowed && now - heardAt > SILENCE_BEFORE_FOLLOWING) {
			followAt = now + 2 * MINUTE;
			ask();
		} else if (now - heardAt > LONGEST_SILENCE) {
			request.abort();
		}
	} else {
		if (code && hasEnded(now) && !code.askedAgain) {
			code.askedAgain = true;
			askAt = now;
		}
		if (now >= askAt) ask();
	}
	show();
}

const hasEnded = (now) => code.endsAt !== null && now >= code.endsAt;
const isAlive = (now) =>
	code && (code.endsAt === null ? now < code.seenAt + UNKNOWN_LIFE : now < code.endsAt);

function shownKind(now) {
	if (!token) return 'invalid';
	if (paused) return 'paused';
	if (state && (done || !trouble())) return state.kind;
	if (trouble() && trouble() !== 'closed' && state && state.kind === 'scan' && isAlive(now)) return 'scan';
	return trouble() || 'loading';
}

const trouble = () => (offline ? 'offline' : failure);

const write = (element, text) => {
	if (element.textContent !== text) element.textContent = text;
};
const fill = (text, name, value) => text.split('{' + name + '}').join(value);

function duration(milliseconds) {
	const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
	// Steps of five seconds are calmer, and 'about' is true.
	const about = seconds > 10 ? Math.ceil(seconds / 5) * 5 : seconds;
	const unit = (value, name) => value
		? [new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value)]
		: [];
	return [...unit(Math.floor(about / 60), 'minute'), ...unit(about % 60, 'second')].join(' ');
}

function show() {
	const now = uptime();
	const kind = shownKind(now);
	const scanning = kind === 'scan' && code && Boolean(code.picture || code.pairingCode);
	const phone = isPhone();
	const typing = scanning && phone && Boolean(code.pairingCode);
	const elsewhere = scanning && phone && !code.pairingCode;
	const shown = kind === 'scan' && !scanning ? 'preparing' : kind;
	const sentence = typing ? 'type' : elsewhere ? 'needsOtherScreen'
		: scanning && !code.picture ? 'stepNumber' : shown;
	part('main').dataset.kind = shown;
	part('main').toggleAttribute('data-phone', phone);
	write(part('message'), texts[sentence].split('**').join(''));
	const mark = shown === 'connected' ? '✓ ' : '';
	if (document.title !== mark + texts.heading) document.title = mark + texts.heading;

	const lost = Boolean(scanning && trouble());
	part('lost').hidden = !lost;
	part('icon').hidden = scanning;
	part('icon').dataset.icon = ICONS[shown] || (NOTES.includes(shown) ? 'note' : 'wait');
	part('continue').hidden = shown !== 'paused';
	part('line').hidden = shown !== 'queued';
	if (shown === 'queued') {
		write(part('people'), fill(texts.peopleBefore, 'people', new Intl.NumberFormat(language).format(state.ahead)));
		write(part('ready'), readyAt > now ? fill(texts.readyIn, 'time', duration(readyAt - now)) : texts.readySoon);
	}
	part('device').hidden = !scanning || !(looksLikePhone || mayBePhone.matches);
	part(phone ? 'onPhone' : 'onOther').checked = true;
	part('elsewhere').hidden = !elsewhere;
	const linkShown = elsewhere && !part('linkCode').hidden;
	const withPicture = scanning && Boolean(code.picture) && !linkShown;
	part('scan').hidden = !withPicture;
	part('type').hidden = !scanning || !code.pairingCode;
	const first = typing ? part('type') : part('scan');
	const second = typing ? part('scan') : part('type');
	if (first.nextElementSibling !== second) second.before(first);
	if (!scanning) return;

	const ended = hasEnded(now) || intent === 'renew';
	const left = code.endsAt === null ? null : code.endsAt - now;
	const renewing = ended && !(typing && intent !== 'renew');
	for (const section of [part('scan'), part('type')]) {
		section.classList.toggle('ended', ended);
		section.querySelector('.over').hidden = !ended;
		write(section.querySelector('.over'), renewing ? texts.codeEnded : texts.typedCodeEnded);
		const time = typing ? texts.typedCodeWorksFor : texts.newCodeIn;
		write(section.querySelector('.time'), ended || left === null ? '' : fill(time, 'time', duration(left)));
		const bar = section.querySelector('.bar');
		bar.hidden = ended || left === null || !code.life;
		if (!bar.hidden) bar.firstChild.style.transform = 'scaleX(' + Math.min(1, left / code.life) + ')';
	}
	part('scanTime').hidden = typing;
	part('typeTime').hidden = !typing;
	part('newCode').hidden = !typing;
	if (code.pairingCode) {
		const letters = code.pairingCode.replace(punctuation, '');
		write(part('letters'), letters.length === 8 ? letters.slice(0, 4) + '-' + letters.slice(4) : code.pairingCode);
		write(part('spelled'), letters.split('').join(' '));
	}
	if (withPicture) drawPicture(part('code'), code.picture);
	if (linkShown) drawPicture(part('link'), { id: 'link', modules: encodeLink(link) });
}

async function copy(button, text) {
	const field = document.createElement('textarea');
	field.value = text;
	field.className = 'sr';
	field.readOnly = true;
	document.body.append(field);
	field.select();
	field.setSelectionRange(0, text.length);
	// The newer way needs a permission that a page of n8n does not get everywhere.
	let copied = document.execCommand('copy');
	field.remove();
	button.focus({ preventScroll: true });
	if (!copied) {
		try {
			await navigator.clipboard.writeText(text);
			copied = true;
		} catch {
			return;
		}
	}
	const label = button.dataset.label || button.textContent;
	button.dataset.label = label;
	button.textContent = part('said').textContent = texts.copied;
	setTimeout(() => {
		button.textContent = label;
		part('said').textContent = '';
	}, 2500);
}

const press = (id, action) => part(id).addEventListener('click', action);
press('copyCode', () => copy(part('copyCode'), code.pairingCode.replace(punctuation, '')));
press('copyLink', () => copy(part('copyLink'), link));
press('share', () => {
	navigator.share({ title: texts.heading, url: link }).catch((error) => {
		if (error.name !== 'AbortError') copy(part('copyLink'), link);
	});
});
press('showLink', () => {
	const hidden = !part('linkCode').hidden;
	part('linkCode').hidden = hidden;
	part('showLink').setAttribute('aria-expanded', String(!hidden));
	show();
});
press('continue', start);
press('newCode', () => {
	intent = 'renew';
	ask();
	show();
});
part('device').addEventListener('change', (event) => {
	chosenDevice = event.target.value;
	if (code && code.pairingCode) ask();
	show();
});
part('share').hidden = !navigator.share;
part('showLink').hidden = !encodeLink(link);

for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'scroll']) {
	addEventListener(name, touch, { passive: true });
}
document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
document.addEventListener('prerenderingchange', start);
addEventListener('pagehide', stop);
addEventListener('pageshow', (event) => event.persisted && start());
addEventListener('resize', show);
addEventListener('hashchange', () => location.reload());
addEventListener('offline', () => {
	offline = true;
	show();
});
addEventListener('online', () => {
	offline = false;
	if (awake && !done) ask();
	show();
});
setInterval(tick, 250);
start();
show();
`;

/**
 * The script of the page. It expects `page`: `{ language, texts }`.
 *
 * All times are durations after `performance.now()`: the clock of a visitor may be wrong. Nothing is
 * stored, because n8n lets a page store nothing.
 */
export const CLIENT_SCRIPT = compactScript(
	[CODE_IMAGE_SCRIPT, ENCODE_LINK_SCRIPT, MAIN_SCRIPT].join('\n'),
);
