import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/**
 * Feeds each parser with so many cases that nobody has thought of.
 *
 * @returns whether all of them were read or refused in words of our own
 */
export async function fuzz(cases: number): Promise<boolean> {
	console.log(`> Fuzzing: ${cases} cases for each parser`);
	const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	const child = spawn(
		process.execPath,
		[jest, '--config', join(__dirname, 'jest.config.cjs'), '--silent'],
		{ cwd: ROOT, env: { ...process.env, FUZZ_CASES: String(cases) }, stdio: 'inherit' },
	);
	const [code] = (await once(child, 'exit')) as [number | null];
	return code === 0;
}
