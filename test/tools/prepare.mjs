// Makes a bare clone ready: installs the exact versions of package-lock.json and builds dist/, each
// only when it is missing or out of date, and says so. Plain JavaScript without imports from
// node_modules, because it runs before there are any.
//   node test/tools/prepare.mjs [--no-build]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'node_modules', '.installed-from');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	fail(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
}

const lockFile = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockFile) {
	say('Installing the development tools (about a minute, once) ...');
	// No package here needs an install script, and one of them would refuse npm in its own.
	run(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
	writeFileSync(stamp, lockFile);
}

if (
	!process.argv.includes('--no-build') &&
	newest(['nodes', 'credentials', 'icons', 'tsconfig.json', 'package.json']) > newest(['dist'])
) {
	say('Building the nodes ...');
	run(['run', '--silent', 'build']);
}

function run(args) {
	// npm passes its own path to its scripts; a shell is only needed to find it elsewhere.
	const npm = process.env.npm_execpath;
	const { status, error } = npm
		? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
		: spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: true });
	if (error) fail(`npm could not be started: ${error.message}`);
	if (status !== 0) fail(`'npm ${args.join(' ')}' ended with exit code ${status}.`);
}

/** Modification time of the newest file below the given places; 0 when there is none. */
function newest(places) {
	let time = 0;
	for (const place of places) {
		const path = join(root, place);
		if (!existsSync(path)) continue;
		const files = statSync(path).isDirectory()
			? readdirSync(path, { recursive: true, withFileTypes: true })
					.filter((entry) => entry.isFile())
					.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
			: [path];
		for (const file of files) time = Math.max(time, statSync(file).mtimeMs);
	}
	return time;
}

function say(text) {
	console.log(`> ${text}`);
}

function fail(text) {
	console.error(`> ${text}`);
	process.exit(1);
}
