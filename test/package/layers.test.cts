import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const bin = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Cruise {
	summary: { violations: Array<{ from: string; to: string; rule: { name: string } }> };
}

/** Each of these files has one import that it must not have, or is one too many. */
const BROKEN: Record<string, string> = {
	'nodes/WhatsAppInstance/WhatsAppInstance.node.ts': "import '../WhatsAppInstanceTrigger/poll';",
	'nodes/WhatsAppInstance/operation.ts': "import '../providers/other/fields';",
	'nodes/WhatsAppInstanceTrigger/poll.ts': "import './missing';",
	'nodes/shared/fields.ts': "import type { A } from '../WhatsAppInstance/operation';",
	'nodes/providers/index.ts': "import './one/fields';",
	'nodes/providers/one/fields.ts': "import type { A } from '../other/fields';",
	'nodes/providers/other/fields.ts': "import '../../shared/fields';",
	'nodes/transport/client.ts': "import type { A } from '../providers/index';",
	'nodes/domain/one.ts': "import type { A } from './other';",
	'nodes/domain/other.ts': "import type { A } from './one';",
	'nodes/domain/phone.ts': "import '../transport/client';",
	'nodes/domain/leftOver.ts': 'export const leftOver = 1;',
	'credentials/Api.credentials.ts': "import '../nodes/domain/phone';",
};

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'layers-'));
	for (const [file, text] of Object.entries({ ...BROKEN, 'tsconfig.json': '{}' })) {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), `${text}\n`);
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

function violations(): string[] {
	const config = join(root, 'test', 'layers.config.cjs');
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[bin, '--config', config, '--output-type', 'json', 'nodes', 'credentials'],
		{ cwd: folder, encoding: 'utf8' },
	);
	if (stdout === '') throw new Error(stderr);
	const { summary } = JSON.parse(stdout) as Cruise;
	return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} > ${to}`).sort();
}

it('an import upward or sideways, a circle of types and a file left over are refused', () => {
	const list = 'nodes/providers/index.ts';
	const [one, other] = ['one', 'other'].map((name) => `nodes/providers/${name}/fields.ts`);
	expect(violations()).toEqual(
		expect.arrayContaining([
			'credentials-only-need-an-endpoint: credentials/Api.credentials.ts > nodes/domain/phone.ts',
			'no-circle: nodes/domain/one.ts > nodes/domain/other.ts',
			'no-import-between-node-folders: nodes/WhatsAppInstance/WhatsAppInstance.node.ts > nodes/WhatsAppInstanceTrigger/poll.ts',
			`no-import-between-providers: ${one} > ${other}`,
			'no-import-upward-from-domain: nodes/domain/phone.ts > nodes/transport/client.ts',
			`no-import-upward-from-providers: ${other} > nodes/shared/fields.ts`,
			'no-import-upward-from-shared: nodes/shared/fields.ts > nodes/WhatsAppInstance/operation.ts',
			`no-import-upward-from-transport: nodes/transport/client.ts > ${list}`,
			'no-orphan: nodes/domain/leftOver.ts > nodes/domain/leftOver.ts',
			'no-unresolved-import: nodes/WhatsAppInstanceTrigger/poll.ts > ./missing',
			`providers-only-by-the-list: nodes/WhatsAppInstance/operation.ts > ${other}`,
		]),
	);
});
