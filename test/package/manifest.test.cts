import { filesBelow, manifest, readJson } from './support/project.cts';

describe('package.json', () => {
	it('needs nothing at run time but the n8n it runs in', () => {
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).not.toHaveProperty('optionalDependencies');
		expect(manifest).not.toHaveProperty('bundledDependencies');
		expect(manifest).not.toHaveProperty('overrides');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('runs nothing on the machine of whoever installs it', () => {
		const forbidden = [
			'preinstall',
			'install',
			'postinstall',
			'prepublish',
			'preprepare',
			'prepare',
			'postprepare',
		];
		expect(Object.keys(manifest.scripts).filter((name) => forbidden.includes(name))).toEqual([]);
	});

	it('has the two commands of CONTRIBUTING.md', () => {
		expect(manifest.scripts).toMatchObject({
			demo: expect.any(String) as string,
			test: expect.any(String) as string,
		});
	});

	it('pins every tool to one version', () => {
		const loose = Object.entries(manifest.devDependencies).filter(
			([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
		);
		expect(loose).toEqual([]);
	});

	it('says to npm and n8n what it is', () => {
		expect(manifest.name).toBe('n8n-nodes-whatsapp-instance');
		expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(manifest.license).toBe('MIT');
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.files).toContain('dist');
		expect(manifest.description).not.toBe('');
		expect(manifest.author.name).not.toBe('');
		expect(manifest.author.email).toContain('@');
		expect(new URL(manifest.homepage).protocol).toBe('https:');
		expect(manifest.repository.url).toContain(new URL(manifest.homepage).pathname);
	});

	it('registers every node and every credential', () => {
		const compiled = (path: string) => `dist/${path.replace(/\.ts$/, '.js')}`;
		expect([...manifest.n8n.nodes].sort()).toEqual(filesBelow('nodes', '.node.ts').map(compiled));
		expect([...manifest.n8n.credentials].sort()).toEqual(
			filesBelow('credentials', '.credentials.ts').map(compiled),
		);
	});

	it('asks for the rules of n8n Cloud, and for no newer n8n than needed', () => {
		expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1, strict: true });
	});
});

describe('package-lock.json', () => {
	const lock = readJson('package-lock.json') as {
		name: string;
		version: string;
		packages: Record<string, object>;
	};

	it('belongs to this package.json', () => {
		expect(lock).toMatchObject({ name: manifest.name, version: manifest.version });
		expect(lock.packages['']).toMatchObject({
			devDependencies: manifest.devDependencies,
			peerDependencies: manifest.peerDependencies,
		});
	});

	it('names no registry, so that everybody installs from their own', () => {
		const tied = Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry);
		expect(tied.map(([path]) => path)).toEqual([]);
	});
});
