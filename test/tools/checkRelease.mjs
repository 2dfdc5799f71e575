// Refuses a release whose tag, package.json and CHANGELOG.md do not agree.
//   node test/tools/checkRelease.mjs v1.2.3 [folder]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [tag = '', folder = '.'] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');

const heading = changelog.split('\n').find((line) => line.startsWith(`## [${version}]`));
const checks = [
	[tag === `v${version}`, `The tag is '${tag}', but package.json has version ${version}.`],
	[lock.version === version, `package-lock.json has version ${lock.version}, not ${version}.`],
	[heading !== undefined, `CHANGELOG.md has no entry for ${version}.`],
	[
		heading === undefined || /\] - \d{4}-\d{2}-\d{2}$/.test(heading),
		`CHANGELOG.md does not tell the day of the release: '${heading}'.`,
	],
];
const refused = checks.filter(([holds]) => !holds).map(([, reason]) => reason);
for (const reason of refused) console.error(reason);
if (refused.length === 0) console.log(`${tag} can be released.`);
process.exitCode = refused.length === 0 ? 0 : 1;
