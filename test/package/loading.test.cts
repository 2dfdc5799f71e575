import '../support/engineEnvironment.cts';
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { PROVIDER_NAMES, sides } from '../providers/descriptors.cts';
import { placeOf } from './support/documents.cts';
import { demandBuild, manifest, readJson, root, type ThemedIcon } from './support/project.cts';

/** The public names of the design: workflows out there use them. */
const NODES = ['whatsAppInstance'];
const CREDENTIALS = sides.map(({ credential }) => credential.type).sort();

const loader = new PackageDirectoryLoader(root);
beforeAll(async () => {
	demandBuild();
	await loader.loadAll();
}, 60_000);

/** Files an icon names, which is relative to the compiled file that names it. */
function filesOf(icon: unknown, namedBy: string): { light: string; dark: string } {
	const { light, dark } = icon as ThemedIcon;
	const file = (name: string) => join(root, dirname(namedBy), name.replace(/^file:/, ''));
	return { light: file(light), dark: file(dark) };
}

it("is loaded by n8n's own loader with the names of the design", () => {
	expect(Object.keys(loader.known.nodes)).toEqual(expect.arrayContaining(NODES));
	expect(Object.keys(loader.known.credentials).sort()).toEqual(CREDENTIALS);
	expect(manifest.n8n.nodes).toHaveLength(loader.types.nodes.length);
});

describe.each(manifest.n8n.nodes)('%s', (path) => {
	const name = (/(\w+)\.node\.js$/.exec(path)?.[1] ?? '').replace(/^W/, 'w');
	let description: INodeTypeDescription;
	beforeAll(() => {
		description = loader.getNode(name).type.description as INodeTypeDescription;
	});

	it('is there under its own name, with a subtitle and a version', () => {
		expect(existsSync(join(root, path))).toBe(true);
		expect(description).toMatchObject({ name, displayName: expect.any(String) as string });
		expect(description.subtitle).toMatch(/\$parameter/);
		expect(description.description).not.toBe('');
	});

	it('can be used as a tool unless it is a trigger', () => {
		const isTrigger = description.group.includes('trigger');
		expect(description.usableAsTool).toBe(isTrigger ? undefined : true);
	});

	it('can be found in the node panel, by the names of the providers', () => {
		expect(description.codex?.categories).toEqual(['Communication']);
		expect(description.codex?.alias).toEqual(
			expect.arrayContaining(['WhatsApp', ...sides.map(({ title }) => title)]),
		);
	});

	it('says where it and its credentials are explained', () => {
		const { primaryDocumentation = [], credentialDocumentation = [] } =
			description.codex?.resources ?? {};
		const links = [...primaryDocumentation, ...credentialDocumentation].map(({ url }) => url);
		expect(links).toHaveLength(2);
		expectToBeFiles(links);
	});

	it('has a codex file that names it', () => {
		const codex = readJson(path.replace(/\.js$/, '.json'));
		expect(codex).toMatchObject({ node: `${manifest.name}.${name}` });
		expect(codex).toEqual(readJson(path.replace(/\.js$/, '.json').replace(/^dist\//, '')));
	});

	it('offers the credential of the chosen provider, and only that', () => {
		const hiddenFor = description.credentials?.map((one) => [
			one.name,
			one.displayOptions?.hide?.provider,
			one.required,
		]);
		expect(hiddenFor).toEqual(
			sides.map(({ provider, credential }) => [
				credential.type,
				PROVIDER_NAMES.filter((name) => name !== provider),
				true,
			]),
		);
	});

	it('has two icons, one for light and one for dark', () => {
		const { light, dark } = iconAsWritten(path);
		expect(light).not.toBe(dark);
		expect([light, dark].filter((file) => !existsSync(file))).toEqual([]);
	});
});

describe.each(manifest.n8n.credentials)('%s', (path) => {
	const className = /(\w+)\.credentials\.js$/.exec(path)?.[1] ?? '';
	const name = className.charAt(0).toLowerCase() + className.slice(1);
	let credential: ICredentialType;
	beforeAll(() => {
		credential = loader.getCredential(name).type;
	});

	it('is there under its own name', () => {
		expect(existsSync(join(root, path))).toBe(true);
		expect(credential.name).toBe(name);
		expect(credential.displayName).toMatch(/ API$/);
	});

	it('belongs to the node', () => {
		expect(credential.supportedNodes).toEqual(expect.arrayContaining(NODES));
	});

	it('hides what is secret, and asks for key and address', () => {
		const secret = credential.properties.filter(({ name: one }) => /key|secret|token/i.test(one));
		expect(secret.every(({ typeOptions }) => typeOptions?.password === true)).toBe(true);
		expect(credential.properties.map((one) => one.name)).toEqual(
			expect.arrayContaining(['apiKey', 'baseUrl']),
		);
	});

	it('can be tested, without following a redirect with the key', () => {
		expect(credential.test?.request).toMatchObject({
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			disableFollowRedirect: true,
		});
		expect(typeof credential.authenticate).toBe('function');
	});

	it('says where its fields are explained', () => {
		expectToBeFiles([credential.documentationUrl ?? '']);
	});

	it('has two icons, one for light and one for dark', () => {
		const { light, dark } = iconAsWritten(path);
		expect(light).not.toBe(dark);
		expect([light, dark].filter((file) => !existsSync(file))).toEqual([]);
	});
});

/** Each address has to be that of a file in this repository. */
function expectToBeFiles(links: string[]) {
	const paths = links.map((link) => placeOf(link)?.path);
	expect(paths.filter((path) => path === undefined || !existsSync(join(root, path)))).toEqual([]);
}

/** The icon before n8n's loader turns it into the address it is served at. */
function iconAsWritten(path: string) {
	const module = jest.requireActual<Record<string, new () => Described>>(join(root, path));
	const [described] = Object.values(module).map((type) => new type());
	return filesOf(described?.description?.icon ?? described?.icon, path);
}

interface Described {
	icon?: unknown;
	description?: { icon: unknown };
}
