// Runs the scan that decides whether n8n verifies a package, with n8n's own scanner. The scanner's
// command takes only what npm has published with provenance; its analysis takes a folder, too.
//   node test/tools/scan.mjs sources <folder>     the repository
//   node test/tools/scan.mjs package <folder>     an unpacked npm package
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

// The scanner does not export the second list; it stands in its analyzePackageByName.
const patterns = { sources: SOURCE_FILE_PATTERNS, package: ['**/*.js', 'package.json'] };

const [kind, folder] = process.argv.slice(2);
if (!Object.hasOwn(patterns, kind ?? '') || folder === undefined) {
	throw new Error('Usage: node test/tools/scan.mjs sources|package <folder>');
}
const { passed, message, details } = await analyzePackage(folder, patterns[kind]);
// Of a folder without files the scanner says that it passed, with a message.
const clean = passed && message === undefined;
console.log(clean ? 'clean' : [message, details].filter(Boolean).join('\n'));
process.exitCode = clean ? 0 : 1;
