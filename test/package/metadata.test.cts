import '../support/engineEnvironment.cts';
import 'reflect-metadata';

import { LazyPackageDirectoryLoader, PackageDirectoryLoader } from 'n8n-core';

import { demandBuild, manifest, readJson, root } from './support/project.cts';

// n8n reads these files when it starts, in place of all nodes (n8n-core,
// lazy-package-directory-loader.js). Whatever differs from the code is shown wrong in the editor.

const loader = new PackageDirectoryLoader(root);
beforeAll(async () => {
	demandBuild();
	await loader.loadAll();
}, 60_000);

/** As it is after having been a file, without what n8n's loader notes for its own build only. */
function asFile(value: unknown): unknown {
	return JSON.parse(
		JSON.stringify(value, (key, part: unknown) =>
			key === '__loadOptionsMethods' ? undefined : part,
		),
	);
}

it.each(['nodes', 'credentials'] as const)('describes the %s as the code does', (kind) => {
	expect(readJson(`dist/types/${kind}.json`)).toEqual(asFile(loader.types[kind]));
	expect(readJson(`dist/known/${kind}.json`)).toEqual(asFile(loader.known[kind]));
	expect(loader.types[kind]).toHaveLength(manifest.n8n[kind].length);
});

it('names the version of the package that it describes', () => {
	const descriptions = readJson('dist/types/nodes.json') as Array<Record<string, unknown>>;
	for (const description of descriptions) {
		expect(description.communityNodePackageVersion).toBe(manifest.version);
	}
});

it('lets n8n start without loading a node, and load each when it is first used', async () => {
	const lazyLoader = new LazyPackageDirectoryLoader(root);
	await lazyLoader.loadAll();
	expect(lazyLoader.isLazyLoaded).toBe(true);
	expect(lazyLoader.nodeTypes).toEqual({});
	for (const name of Object.keys(loader.known.nodes)) {
		const { description } = lazyLoader.getNode(name).type;
		const expected = loader.getNode(name).type.description;
		// The lazy loader leaves the version to the metadata.
		expect({ ...description, communityNodePackageVersion: manifest.version }).toEqual(expected);
	}
	for (const name of Object.keys(loader.known.credentials)) {
		expect(typeof lazyLoader.getCredential(name).type.authenticate).toBe('function');
	}
});
