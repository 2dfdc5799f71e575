#!/usr/bin/env bash
# Packages: libphonenumber-js 1.13.16, google-libphonenumber 3.2.47
#
# Whether the number by which WhatsApp knows an older account in Brazil is a valid phone number: country
# code, area code and eight digits, without the 9 that was added to mobile numbers later.
#
# The guess: a library says the same whichever of its entry points is used.
# What happens: the default entry point of libphonenumber-js says valid, its `max` and `mobile` entry points
# and google-libphonenumber say not valid. All of them say valid with the 9.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	libphonenumber-js@1.13.16 google-libphonenumber@3.2.47 > /dev/null

cat > observe.cjs <<'END'
const google = require('google-libphonenumber').PhoneNumberUtil.getInstance();

const libraries = {
	'libphonenumber-js': require('libphonenumber-js').isValidPhoneNumber,
	'libphonenumber-js/max': require('libphonenumber-js/max').isValidPhoneNumber,
	'libphonenumber-js/mobile': require('libphonenumber-js/mobile').isValidPhoneNumber,
	'google-libphonenumber': (text) => google.isValidNumber(google.parse(text)),
};
const cases = [
	['+554781234567', [true, false, false, false]],
	['+5547981234567', [true, true, true, true]],
];
for (const [number, expected] of cases) {
	for (const [index, [name, isValid]] of Object.entries(libraries).entries()) {
		const seen = isValid(number);
		console.log(`${name}: ${number} is ${seen ? '' : 'not '}valid`);
		if (seen === expected[index]) continue;
		console.log(`  DIFFERENT: expected ${expected[index]}`);
		process.exitCode = 1;
	}
}
END

node observe.cjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}
