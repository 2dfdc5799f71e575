import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialType } from 'n8n-workflow';

import { providerList } from '../../nodes/providers/index.ts';
import { filesBelow, manifest, readJson, root } from '../package/support/project.cts';
import { descriptors, isProviderName, PROVIDER_NAMES, type Side } from './descriptors.cts';
import { ERROR_STATUSES } from './ProviderDescriptor.cts';

/** Folders beside those of the providers. */
const SHARED_FOLDERS = ['support'];

const names = providerList.map(({ name }) => name);
const foldersIn = (path: string) =>
	readdirSync(join(root, path), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !SHARED_FOLDERS.includes(entry.name))
		.map(({ name }) => name)
		.sort();

describe.each(names)('the provider %s', (name) => {
	const has = (path: string) => existsSync(join(root, path));
	const descriptor = (): Side => {
		if (!isProviderName(name)) throw new Error(`'${name}' has no descriptor`);
		return { ...descriptors[name], provider: name };
	};
	const credentialFile = () => {
		const { type } = descriptor().credential;
		return `credentials/${type.charAt(0).toUpperCase()}${type.slice(1)}.credentials`;
	};

	it('has a descriptor', () => {
		expect(descriptor().title).not.toBe('');
	});

	it.each([
		['a sandbox', `test/sandbox/${name}/index.cts`],
		['its facts and their sources', `nodes/providers/${name}/API.md`],
		['an icon', `icons/${name}.svg`],
		['an icon for dark mode', `icons/${name}.dark.svg`],
		['a page for users', `docs/providers/${name}.md`],
	])('has %s in %s', (_what, path) => {
		expect(has(path)).toBe(true);
	});

	it('has a credential that n8n loads and can test', async () => {
		const path = credentialFile();
		expect(manifest.n8n.credentials).toContain(`dist/${path}.js`);
		const exported = (await import(join(root, `${path}.ts`))) as Record<
			string,
			new () => ICredentialType
		>;
		const [Credential] = Object.values(exported);
		if (Credential === undefined) throw new Error(`${path}.ts exports no class`);
		const { name: type, displayName, test } = new Credential();
		const { title } = descriptor().credential;
		expect([type, displayName]).toEqual([descriptor().credential.type, title]);
		expect(test?.request.url).toBeTruthy();
	});

	it.each(ERROR_STATUSES)('has an example of its error %i', (status) => {
		const { body, words } = descriptor().errors[status];
		expect(body).toBeDefined();
		if (words !== null) {
			const [said = ''] = words.split(': ').slice(-1);
			expect(JSON.stringify(body)).toContain(said);
		}
	});

	it.each(filesBelow('nodes', '.node.json'))('is among the search words of %s', (path) => {
		const { alias } = readJson(path) as { alias: string[] };
		expect(alias).toContain(descriptor().title);
	});
});

it.each([
	['nodes/providers', foldersIn('nodes/providers')],
	['test/sandbox', foldersIn('test/sandbox')],
	['the descriptors', [...PROVIDER_NAMES].sort()],
])('%s have the providers of the list and no other', (_where, found) => {
	expect(found).toEqual([...names].sort());
});
