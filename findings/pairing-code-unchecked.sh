#!/usr/bin/env bash
# Packages: baileys 7.0.0-rc14, ws 8.18.3
#
# What `requestPairingCode(phone)` of baileys does with a phone number that is not in international form. The
# library is connected to a server on the loopback interface that receives and never answers.
#
# The guess: the number is checked, or the code comes from WhatsApp, which checks it.
# What happens: the library makes the code itself, before anything is answered, for any text. A number in which the
# national 0 was left in gives a code that looks like any other. The text becomes the account of the session at
# once, though nobody has paired.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error --legacy-peer-deps \
	baileys@7.0.0-rc14 ws@8.18.3 > /dev/null

cat > observe.mjs <<'END'
import { once } from 'node:events';
import { initAuthCreds, makeWASocket } from 'baileys';
import { WebSocketServer } from 'ws';

const silent = { level: 'silent', child: () => silent };
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) silent[level] = () => {};

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');

/** Requests a pairing code in a new session. */
async function observe(phone) {
	const creds = initAuthCreds();
	const socket = makeWASocket({
		auth: { creds, keys: { get: async () => ({}), set: async () => {} } },
		logger: silent,
		waWebSocketUrl: `ws://127.0.0.1:${server.address().port}`,
	});
	await new Promise((resolve) => socket.ws.on('open', resolve));
	const code = await socket.requestPairingCode(phone);
	const form = /^[1-9A-HJ-NP-TV-Z]{8}$/.test(code) ? '8 characters' : `'${code}'`;
	return `a code of ${form}, account ${creds.me.id}`;
}

const cases = [
	['628123456789', 'a code of 8 characters, account 628123456789@s.whatsapp.net'],
	['6208123456789', 'a code of 8 characters, account 6208123456789@s.whatsapp.net'],
	['08123456789', 'a code of 8 characters, account 08123456789@s.whatsapp.net'],
	['my phone', 'a code of 8 characters, account my phone@s.whatsapp.net'],
];
for (const [phone, expected] of cases) {
	const seen = await observe(phone);
	console.log(`${phone}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
process.exit();
END

timeout 60 node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}
