import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

// A new word in one of the shared vocabularies must not compile until every place that decides by it
// has decided. So each vocabulary gets a word more here, in memory, and the compiler has to complain.
const root = join(__dirname, '..', '..');

interface Change {
	/** What is added. */
	what: string;
	file: string;
	from: string;
	to: string;
	/** The files that have to decide. */
	places: string[];
}

const CHANGES: Change[] = [
	{
		what: 'a kind of error',
		file: 'nodes/transport/ProviderError.ts',
		from: 'export type ProviderErrorKind =\n',
		to: "export type ProviderErrorKind =\n\t| 'brandNew'\n",
		places: ['nodes/transport/ProviderError.ts', 'nodes/transport/responseErrors.ts'],
	},
	{
		what: 'what an error means for waiting',
		file: 'nodes/transport/ProviderError.ts',
		from: 'type Waiting =\n',
		to: "type Waiting =\n\t| 'brandNew'\n",
		places: ['nodes/WhatsAppInstance/run/ConnectionWatch.ts'],
	},
	{
		what: 'a status',
		file: 'nodes/domain/instance.ts',
		from: "\t'unknown',\n] as const;",
		to: "\t'unknown',\n\t'brandNew',\n] as const;",
		places: [
			'nodes/WhatsAppInstance/operations/getAll.ts',
			'nodes/WhatsAppInstance/run/ConnectionWatch.ts',
			'nodes/WhatsAppInstancePairingPageTrigger/PairingService.ts',
			'nodes/WhatsAppInstanceTrigger/statusChanges.ts',
			'nodes/domain/instance.ts',
			'nodes/providers/hypersender/index.ts',
			'nodes/providers/wachat/index.ts',
			'nodes/shared/instanceFilter.ts',
		],
	},
	{
		what: 'a status event',
		file: 'nodes/WhatsAppInstanceTrigger/statusChanges.ts',
		from: "\t'qrCodeNeeded',\n] as const;",
		to: "\t'qrCodeNeeded',\n\t'brandNew',\n] as const;",
		places: ['nodes/WhatsAppInstanceTrigger/fields.ts'],
	},
	{
		what: 'a way in which names and instances belong together',
		file: 'nodes/providers/Provider.ts',
		from: "export type NamePolicy = 'unique'",
		to: "export type NamePolicy = 'brandNew' | 'unique'",
		places: ['nodes/WhatsAppInstance/run/matchInstance.ts'],
	},
	{
		what: 'a way to help an instance on',
		file: 'nodes/providers/Provider.ts',
		from: "export type Recovery = 'none'",
		to: "export type Recovery = 'brandNew' | 'none'",
		places: [
			'nodes/WhatsAppInstancePairingPageTrigger/PairingService.ts',
			'nodes/shared/recoveryHint.ts',
		],
	},
	{
		what: 'an ability that a provider may have',
		file: 'nodes/providers/Provider.ts',
		from: '\treadonly restart: RestartCapability | undefined;',
		to: '\treadonly brandNew: object | undefined;\n\treadonly restart: RestartCapability | undefined;',
		places: ['nodes/providers/hypersender/index.ts', 'nodes/providers/wachat/index.ts'],
	},
	{
		what: 'a scope of webhooks',
		file: 'nodes/providers/Webhooks.ts',
		from: "readonly scope: 'account' | 'instance';",
		to: "readonly scope: 'account' | 'brandNew' | 'instance';",
		places: ['nodes/WhatsAppInstanceEventTrigger/webhookMethods.ts'],
	},
	{
		what: 'a rule for plain http',
		file: 'nodes/domain/credentialFields.ts',
		from: "export type PlainHttp = 'loopback'",
		to: "export type PlainHttp = 'brandNew' | 'loopback'",
		places: ['nodes/domain/credentialFields.ts'],
	},
];

// Changes whose places differ are made together, because each check of all files takes seconds.
const STATUS = CHANGES.filter(({ what }) => what === 'a status');
const OTHERS = CHANGES.filter((change) => !STATUS.includes(change));

// Parsed once: n8n-workflow's types are most of the work.
const parsed = new Map<string, ts.SourceFile | undefined>();

/** The files in which the compiler complains after some changes. */
function complaintsAfter(changes: readonly Change[]): string[] {
	const { options, fileNames } = ts.parseJsonConfigFileContent(
		ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
		ts.sys,
		root,
	);
	const texts = new Map<string, string>();
	for (const { file, from, to } of changes) {
		const path = join(root, file);
		const parts = (texts.get(path) ?? readFileSync(path, 'utf8')).split(from);
		expect([file, parts.length]).toEqual([file, 2]);
		texts.set(path, parts.join(to));
	}

	const host = ts.createCompilerHost(options);
	const parse = host.getSourceFile.bind(host);
	host.getSourceFile = (path, version) => {
		const text = texts.get(path);
		if (text !== undefined) return ts.createSourceFile(path, text, version);
		if (!parsed.has(path)) parsed.set(path, parse(path, version));
		return parsed.get(path);
	};
	const program = ts.createProgram(fileNames, { ...options, noEmit: true }, host);
	return program
		.getSourceFiles()
		.filter(({ fileName }) => !fileName.includes('node_modules'))
		.filter((source) => program.getSemanticDiagnostics(source).length > 0)
		.map(({ fileName }) => relative(root, fileName))
		.sort();
}

it.each([
	['status', STATUS],
	['word of each other vocabulary', OTHERS],
])('a new %s does not compile until every place has decided', (_what, changes) => {
	const places = changes.flatMap((change) => change.places);
	expect(new Set(places).size).toBe(places.length);
	expect(complaintsAfter(changes)).toEqual([...places].sort());
});
