import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { minify } from '@swc/core';
import { build } from 'esbuild';

// What the shipped code could be instead, if nobody had to read it.

/** Folders below `dist` with what n8n reads in place of the code when it starts. */
const METADATA = ['known', 'types'];

/** Bytes of what is shipped. */
export interface CodeSize {
	readable: number;
	/** The code again, in its tightest form. */
	minified: number;
	metadata: number;
}

export async function codeSize(folder: string): Promise<CodeSize> {
	const size = { readable: 0, minified: 0, metadata: 0 };
	const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	for (const name of names.filter((one) => one.endsWith('.js'))) {
		const text = readFileSync(join(folder, name), 'utf8');
		const { code } = await minify(text, { compress: true, mangle: true, module: false });
		size.readable += Buffer.byteLength(text);
		size.minified += Buffer.byteLength(code);
	}
	for (const part of METADATA) {
		for (const name of readdirSync(join(folder, part))) {
			size.metadata += statSync(join(folder, part, name)).size;
		}
	}
	return size;
}

/**
 * Copies a package and puts all its code into one minified file, without metadata, so that nothing
 * of loading it goes into finding and reading files.
 */
export async function intoOneFile(packageFolder: string, copy: string): Promise<void> {
	cpSync(packageFolder, copy, { recursive: true });
	for (const part of METADATA) rmSync(join(copy, 'dist', part), { recursive: true });
	const { n8n } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const paths = [...n8n.nodes, ...n8n.credentials];
	const whole = join(copy, 'dist', 'whole.js');
	await build({
		stdin: {
			contents: paths.map((path) => `export * from './${path}';`).join('\n'),
			resolveDir: copy,
		},
		bundle: true,
		minify: true,
		keepNames: true,
		platform: 'node',
		external: ['n8n-workflow'],
		outfile: whole,
	});
	for (const path of paths) {
		const file = join(copy, path);
		const target = JSON.stringify(`./${relative(dirname(file), whole)}`);
		writeFileSync(file, `module.exports = require(${target});\n`);
	}
}
