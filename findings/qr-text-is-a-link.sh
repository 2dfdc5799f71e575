#!/usr/bin/env bash
# Packages: baileys 7.0.0-rc.9 and 7.0.0-rc14, libsignal 6.0.0, ws 8.18.3
#
# What the text of a pairing QR code looks like. The library is connected to a server on the loopback interface
# that receives and never answers, and is handed the message with which WhatsApp starts a pairing.
#
# The guess: the text starts with `2@` and has four fields, so it can be told from any other text by its form.
# What happens: 7.0.0-rc.9 makes such a text, of 237 characters. 7.0.0-rc14 makes a web link of 277 characters with
# a fifth field, which a camera app opens as a web page; it has to be scanned inside WhatsApp. Both carry the same
# secrets.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# 7.0.0-rc.9 would fetch libsignal from its repository; the override takes it from npm.
echo '{ "private": true, "overrides": { "libsignal": "6.0.0" } }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error --legacy-peer-deps \
	baileys-7.0.0-rc.9@npm:baileys@7.0.0-rc.9 baileys-7.0.0-rc14@npm:baileys@7.0.0-rc14 \
	ws@8.18.3 > /dev/null

cat > observe.mjs <<'END'
import { once } from 'node:events';
import { WebSocketServer } from 'ws';

const silent = { level: 'silent', child: () => silent };
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) silent[level] = () => {};

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');

// WhatsApp sends several of these references; each one becomes a QR code.
const reference = `2@${'a'.repeat(100)}`;
const pairDevice = {
	tag: 'iq',
	attrs: { id: '1', type: 'set' },
	content: [
		{
			tag: 'pair-device',
			attrs: {},
			content: [{ tag: 'ref', attrs: {}, content: Buffer.from(reference) }],
		},
	],
};

async function observe(version) {
	const { initAuthCreds, makeWASocket } = await import(`baileys-${version}`);
	const creds = initAuthCreds();
	const socket = makeWASocket({
		auth: { creds, keys: { get: async () => ({}), set: async () => {} } },
		logger: silent,
		waWebSocketUrl: `ws://127.0.0.1:${server.address().port}`,
	});
	await new Promise((resolve) => socket.ws.on('open', resolve));
	const text = new Promise((resolve) =>
		socket.ev.on('connection.update', ({ qr }) => qr && resolve(qr)),
	);
	socket.ws.emit('CB:iq,type:set,pair-device', pairDevice);
	const qr = await text;
	const start = qr.slice(0, qr.indexOf('a'.repeat(100)));
	const secret = qr.includes(creds.advSecretKey) ? 'with the secret' : 'without the secret';
	return `${start}…, ${qr.length} characters, ${qr.split(',').length} fields, ${secret}`;
}

const cases = [
	['7.0.0-rc.9', '2@…, 237 characters, 4 fields, with the secret'],
	[
		'7.0.0-rc14',
		'https://wa.me/settings/linked_devices#2@…, 277 characters, 5 fields, with the secret',
	],
];
for (const [version, expected] of cases) {
	const seen = await observe(version);
	console.log(`${version}: ${seen}`);
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
