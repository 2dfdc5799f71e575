#!/usr/bin/env bash
# Packages: qrcode 1.5.4, jsqr 1.4.0, pngjs 7.0.0
#
# Whether a pairing QR code can be read off a dark page, and how large its picture is.
#
# The guess: a QR code of black modules on white needs no white around it, as long as the modules are there.
# What happens: with no margin of its own, the picture cannot be read on a black page; with the margin of 4
# modules that the QR standard asks for (and the library adds by default), it can. A code of 237 characters is
# 276 pixels wide by default, one of 277 characters 292.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	qrcode@1.5.4 jsqr@1.4.0 pngjs@7.0.0 > /dev/null

cat > observe.cjs <<'END'
const { randomBytes } = require('node:crypto');
const { toBuffer } = require('qrcode');
const jsQR = require('jsqr');
const { PNG } = require('pngjs');

const PAGE = 600;

/** A text of this length that looks like the content of a pairing code. */
function textOf(length) {
	return `2@${randomBytes(length).toString('base64')}`.slice(0, length);
}

/** What a camera reads off a black page with the picture in its middle. */
function readOnBlack(png) {
	const picture = PNG.sync.read(png);
	const page = new PNG({ width: PAGE, height: PAGE });
	for (let at = 0; at < page.data.length; at += 4) page.data.set([0, 0, 0, 255], at);
	const margin = Math.floor((PAGE - picture.width) / 2);
	PNG.bitblt(picture, page, 0, 0, picture.width, picture.height, margin, margin);
	const pixels = new Uint8ClampedArray(page.data);
	return jsQR(pixels, PAGE, PAGE, { inversionAttempts: 'attemptBoth' })?.data ?? null;
}

function report(what, seen, expected) {
	console.log(`${what}: ${seen}`);
	if (seen === expected) return;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}

(async () => {
	for (const [length, width] of [
		[237, 276],
		[277, 292],
	]) {
		const text = textOf(length);
		const png = await toBuffer(text);
		report(`width of a code of ${length} characters`, PNG.sync.read(png).width, width);
		for (const [margin, isRead] of [
			[0, false],
			[4, true],
		]) {
			const read = readOnBlack(await toBuffer(text, { margin }));
			report(`${length} characters, margin ${margin}, on black: read`, read === text, isRead);
		}
	}
})();
END

node observe.cjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}
