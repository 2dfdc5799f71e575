#!/usr/bin/env bash
# Packages: libphonenumber-js 1.13.16, awesome-phonenumber 7.8.0
#
# What becomes of the two spellings that the number of one WhatsApp user has in some countries, when they are
# parsed and written as E.164 to compare them.
#
# The guess: parsing brings both spellings to the same number, or calls one of them not valid.
# What happens: in Argentina (with and without the 9) and Gabon (before and after 2019), both are valid and
# stay two different numbers. In Mexico, the one with the 1 stays another number, too, and is no longer valid.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	libphonenumber-js@1.13.16 awesome-phonenumber@7.8.0 > /dev/null

cat > observe.cjs <<'END'
const { parsePhoneNumber } = require('libphonenumber-js/max');
const { parsePhoneNumber: parseAwesome } = require('awesome-phonenumber');

const libraries = {
	'libphonenumber-js/max': (text) => {
		const parsed = parsePhoneNumber(text);
		return { e164: parsed.number, isValid: parsed.isValid() };
	},
	'awesome-phonenumber': (text) => {
		const parsed = parseAwesome(text);
		return { e164: parsed.number?.e164 ?? text, isValid: parsed.valid };
	},
};
const cases = [
	['Argentina', '+5491123456789', '+541123456789', [true, true]],
	['Gabon', '+24177123456', '+24107123456', [true, true]],
	['Mexico', '+525512345678', '+5215512345678', [true, false]],
];
for (const [country, one, other, expected] of cases) {
	for (const [name, read] of Object.entries(libraries)) {
		const [a, b] = [read(one), read(other)];
		const seen = `${a.e164 === b.e164 ? 'one number' : 'two numbers'}, ${[a.isValid, b.isValid]}`;
		console.log(`${country}, ${name}: ${one} and ${other} are ${seen}`);
		if (seen === `two numbers, ${expected}`) continue;
		console.log(`  DIFFERENT: expected two numbers, ${expected}`);
		process.exitCode = 1;
	}
}
END

node observe.cjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}
