import { compactStyles } from './compact';

/** The style sheet of the page; `colorStyles` adds the accent colour. */
export const STYLES = compactStyles(`
:root {
	color-scheme: light dark;
	--text: #14231c;
	--soft: #51625a;
	--card: #fff;
	--back: #eef3f0;
	--line: #dde6e1;
	--tint: #f4f8f6;
}
@media (prefers-color-scheme: dark) {
	:root {
		--text: #e9f0ec;
		--soft: #a4b4ac;
		--card: #17201c;
		--back: #0c1210;
		--line: #2c3934;
		--tint: #1f2b26;
	}
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
	margin: 0;
	min-height: 100vh;
	display: grid;
	align-items: start;
	justify-items: center;
	font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
	color: var(--text);
	background: var(--back);
	-webkit-text-size-adjust: 100%;
}
main {
	width: 100%;
	min-height: 100vh;
	padding: 1.5rem 1rem;
	background: var(--card);
	overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.55rem; line-height: 1.25; letter-spacing: -.015em; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; line-height: 1.35; }
p { margin: 0; }
header { text-align: center; }
#message { margin: .5rem auto 0; max-width: 34rem; font-size: 1.1rem; text-wrap: balance; }
[data-kind=scan] #message { font-size: 1rem; color: var(--soft); }
#lost {
	margin: 1rem auto 0;
	padding: .5rem 1rem;
	max-width: max-content;
	border-radius: 1rem;
	background: var(--tint);
	font-size: .9rem;
}
.sr {
	position: absolute;
	width: 1px;
	height: 1px;
	overflow: hidden;
	clip-path: inset(50%);
	white-space: nowrap;
}
#icon {
	width: 5rem;
	height: 5rem;
	margin: 2.5rem auto 1rem;
	display: grid;
	place-items: center;
	border-radius: 50%;
	color: var(--soft);
	background: var(--tint);
}
#icon svg { width: 2.5rem; height: 2.5rem; display: none; }
#icon[data-icon=tick] { color: var(--on-accent); background: var(--accent); }
#icon[data-icon=tick] .tick, #icon[data-icon=note] .note, #icon[data-icon=pause] .pause { display: block; }
#icon[data-icon=wait] {
	background: none;
	border: .35rem solid var(--line);
	border-block-start-color: var(--accent);
	animation: turn 1.1s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
#line { text-align: center; text-wrap: balance; }
#line b { display: block; font-size: 1.15rem; }
section { margin-top: 1.75rem; }
section:not([hidden]) ~ section { padding-top: 1.75rem; border-top: 1px solid var(--line); }
.columns { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
.box { position: relative; width: max-content; max-width: 100%; margin-inline: auto; }
.wide { width: auto; }
.place { margin-inline: -.5rem; }
.place .box { border-radius: .9rem; background: #fff; color: #14231c; }
canvas {
	display: block;
	position: relative;
	border-radius: .9rem;
	background: #fff;
	box-shadow: 0 0 0 1px var(--line);
	image-rendering: pixelated;
}
.ended canvas, .ended .digits { opacity: .1; }
.over {
	position: absolute;
	z-index: 1;
	inset: 0;
	display: grid;
	place-items: center;
	padding: 1.5rem;
	text-align: center;
	font-weight: 600;
}
.time { min-height: 1.5rem; margin-top: .75rem; text-align: center; font-size: .9rem; color: var(--soft); }
.bar { height: 4px; max-width: 15rem; margin: .9rem auto 0; border-radius: 2px; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; border-radius: 2px; background: var(--accent); transform-origin: left; }
[dir=rtl] .bar i { transform-origin: right; }
ol { list-style: none; margin: 0; padding: 0; counter-reset: step; }
li { position: relative; counter-increment: step; padding-inline-start: 2.6rem; margin-bottom: .9rem; min-height: 1.75rem; }
li::before {
	content: counter(step);
	position: absolute;
	inset-inline-start: 0;
	top: 0;
	width: 1.75rem;
	height: 1.75rem;
	border-radius: 50%;
	display: grid;
	place-items: center;
	font-size: .85rem;
	font-weight: 600;
	background: var(--tint);
	box-shadow: inset 0 0 0 1px var(--line);
}
.tip { padding: .75rem 1rem; border-radius: .8rem; background: var(--tint); font-size: .95rem; }
.digits {
	padding: 1rem .5rem;
	border-radius: .9rem;
	background: var(--tint);
	box-shadow: inset 0 0 0 1px var(--line);
	text-align: center;
	font: 700 clamp(1.25rem, 8vw, 2.1rem)/1.2 ui-monospace, Menlo, Consolas, monospace;
	letter-spacing: .08em;
}
.row { display: flex; flex-wrap: wrap; gap: .6rem; justify-content: center; }
* + .row, #linkCode, #linkCode .place { margin-top: 1rem; }
button {
	font: inherit;
	font-weight: 600;
	min-height: 2.9rem;
	padding: .5rem 1.3rem;
	border: 1px solid var(--line);
	border-radius: 1.5rem;
	color: inherit;
	background: var(--card);
	cursor: pointer;
	overflow-wrap: anywhere;
}
button.main { color: var(--on-accent); background: var(--accent); }
button:hover { box-shadow: 0 0 0 2px var(--line); }
:focus-visible, .switch label:focus-within { outline: 3px solid var(--text); outline-offset: 2px; }
.switch { border: 0; margin: 1.5rem 0 0; padding: .25rem; border-radius: 1rem; background: var(--tint); box-shadow: inset 0 0 0 1px var(--line); display: flex; flex-wrap: wrap; gap: .25rem; min-width: 0; }
.switch label { position: relative; flex: 1 1 8rem; display: grid; place-items: center; padding: .55rem .75rem; border-radius: .8rem; text-align: center; font-size: .9rem; line-height: 1.3; cursor: pointer; }
.switch input { position: absolute; opacity: 0; inset: 0; margin: 0; width: 100%; height: 100%; cursor: pointer; }
.switch label:has(:checked) { background: var(--card); box-shadow: 0 0 0 1px var(--line), 0 1px 4px #0002; font-weight: 600; }
footer { margin-top: 2rem; padding-top: 1.25rem; border-top: 1px solid var(--line); text-align: center; text-wrap: balance; font-size: .875rem; color: var(--soft); }
@media (min-width: 48rem) {
	body { padding: 2rem; align-items: center; }
	main { min-height: 0; width: min(100%, 30rem); padding: 2.5rem; border-radius: 1.5rem; box-shadow: 0 1px 2px #0000000f, 0 12px 40px #00000014; }
	main[data-kind=scan] { width: min(100%, 54rem); }
	main[data-phone] { width: min(100%, 34rem); }
	.place { margin-inline: 0; }
	.columns { gap: 2.5rem; grid-template-columns: minmax(0, 23.75rem) minmax(0, 1fr); align-items: center; }
	#type .columns { align-items: start; }
	[data-phone] .columns { gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
	.switch { max-width: 34rem; margin-inline: auto; }
}
@media (prefers-reduced-motion: no-preference) { .bar i { transition: transform .3s linear; } }
@media (prefers-reduced-motion: reduce) { #icon[data-icon=wait] { animation-duration: 8s; } }
`);
