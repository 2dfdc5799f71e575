// Puts those screenshots of the bench that the documents show into .github/images.
//   node test/tools/keepScreenshots.mjs
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LARGEST = 150_000;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const taken = join(root, 'test-results', 'screenshots');
const kept = join(root, '.github', 'images');

const examples = readdirSync(taken).filter((name) => name.startsWith('example-'));
const chosen = {
	'instance-list.png': 'list-wachat.png',
	'qr-code.png': 'qr-code-wachat.png',
	'pairing-page.png': 'pairing-page-computer-wachat.png',
	'pairing-page-on-phone.png': 'pairing-page-phone-wachat.png',
	...Object.fromEntries(examples.map((name) => [name, name])),
};

mkdirSync(kept, { recursive: true });
for (const [name, source] of Object.entries(chosen)) {
	const { size } = statSync(join(taken, source));
	if (size > LARGEST) throw new Error(`${source} has ${size} bytes, more than ${LARGEST}`);
	copyFileSync(join(taken, source), join(kept, name));
	console.log(`.github/images/${name} (${Math.round(size / 1000)} kB)`);
}
