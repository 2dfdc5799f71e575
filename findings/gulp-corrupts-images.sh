#!/usr/bin/env bash
# Packages: gulp 5.0.1
#
# What gulp does to an image that it only copies.
#
# The guess: `src('*.png').pipe(dest('out'))` copies the bytes.
# What happens: gulp 5 reads and writes every file as UTF-8 text by default. The copy of an image is corrupted, and
# no error is reported. `src('*.png', { encoding: false })` copies the bytes.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	gulp@5.0.1 > /dev/null

cat > observe.mjs <<'END'
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { finished } from 'node:stream/promises';

const { dest, src } = createRequire(import.meta.url)('gulp');

// One pixel.
const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
await mkdir('icons');
await writeFile('icons/icon.png', png);

async function copy(folder, options) {
	await finished(src('icons/*.png', options).pipe(dest(folder)).resume());
	const copied = await readFile(`${folder}/icon.png`);
	return `${copied.length} bytes of ${png.length}, ${copied.equals(png) ? 'the same' : 'not the same'}`;
}

const cases = [
	['without options', await copy('text', {}), '86 bytes of 70, not the same'],
	['encoding: false', await copy('bytes', { encoding: false }), '70 bytes of 70, the same'],
];
for (const [name, seen, expected] of cases) {
	console.log(`${name}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}
