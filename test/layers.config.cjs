// Which folder may import from which:
//   depcruise --config test/layers.config.cjs nodes credentials
// Arrows point down: node folders > shared > providers > transport > domain. Imports of types count,
// because whoever reads a file has to know what its types mean.
const NODE_FOLDERS = '^nodes/WhatsAppInstance[^/]*/';
const LAYERS = ['^nodes/shared/', '^nodes/providers/', '^nodes/transport/', '^nodes/domain/'];

/** A layer must not import from any above it. */
const upward = LAYERS.map((layer, index) => ({
	name: `no-import-upward-from-${layer.split('/')[1]}`,
	severity: 'error',
	from: { path: layer },
	to: { path: [NODE_FOLDERS, ...LAYERS.slice(0, index), '^credentials/', '^test/'] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...upward,
		{
			name: 'no-import-between-node-folders',
			severity: 'error',
			from: { path: '^nodes/(WhatsAppInstance[^/]*)/' },
			to: { path: NODE_FOLDERS, pathNot: '^nodes/$1/' },
		},
		{
			name: 'no-import-between-providers',
			severity: 'error',
			from: { path: '^nodes/providers/([^/]+)/' },
			to: { path: '^nodes/providers/[^/]+/', pathNot: '^nodes/providers/$1/' },
		},
		{
			name: 'providers-only-by-the-list',
			comment:
				'Everybody else gets a provider from the list, so that none is treated in another way.',
			severity: 'error',
			from: { path: '^nodes/', pathNot: '^nodes/providers/([^/]+/|index\\.ts$)' },
			to: { path: '^nodes/providers/[^/]+/' },
		},
		{
			name: 'credentials-only-need-an-endpoint',
			severity: 'error',
			from: { path: '^credentials/' },
			to: { path: '^nodes/', pathNot: '^nodes/(providers/[^/]+/endpoint\\.ts$|transport/)' },
		},
		{
			name: 'no-circle',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { circular: true },
		},
		{
			name: 'no-orphan',
			comment: 'A file that nobody imports is left over.',
			severity: 'error',
			from: { path: '^nodes/', pathNot: '\\.node\\.(ts|json)$', orphan: true },
			to: {},
		},
		{
			name: 'no-unresolved-import',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
	},
};
