import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The folder of this package. */
export const root = join(__dirname, '..', '..', '..');

export interface Manifest {
	name: string;
	version: string;
	license: string;
	description: string;
	homepage: string;
	author: { name: string; email: string };
	repository: { url: string };
	keywords: string[];
	files: string[];
	engines: { node: string };
	scripts: Record<string, string>;
	n8n: { n8nNodesApiVersion: number; strict: boolean; nodes: string[]; credentials: string[] };
	devDependencies: Record<string, string>;
	peerDependencies: Record<string, string>;
}

/** An icon as a node, a credential names it: relative to its own compiled file. */
export interface ThemedIcon {
	light: string;
	dark: string;
}

export function read(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

export function readJson(path: string): unknown {
	return JSON.parse(read(path)) as unknown;
}

export const manifest = readJson('package.json') as Manifest;

/** The files below a folder whose names end so, as paths from the root with forward slashes. */
export function filesBelow(folder: string, ending = ''): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

/** Fails with a plain message where there is nothing to test yet. */
export function demandBuild(): void {
	if (!existsSync(join(root, 'dist'))) {
		throw new Error("There is no dist/ to test. Run 'npm run build' first.");
	}
}
