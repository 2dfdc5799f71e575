import { parseArgs } from 'node:util';

import { providers, type ProviderName } from '../../nodes/providers/index.ts';
import { VARIABLES } from './environment.cts';

/** What the command line asks for. */
export type Command =
	| { kind: 'help' }
	| { kind: 'check'; provider: ProviderName; create: boolean; yes: boolean };

/** Something that the user has to change before the check can run. */
export class UsageError extends Error {}

const OPTIONS = {
	provider: { type: 'string' },
	create: { type: 'boolean' },
	yes: { type: 'boolean' },
	help: { type: 'boolean' },
} as const;

// From the nodes: what the tests know of a provider brings the sandbox along.
const PROVIDER_NAMES = Object.keys(providers);

const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(PROVIDER_NAMES);

export const HELP = `Finds out what no document says about a provider, with an account of yours.

  npm run check:live -- --provider ${PROVIDER_NAMES.join('|')} [--create] [--yes]

  --provider NAME  the provider to check
  --create         also creates an instance, follows it through its life and deletes it; asks first
  --yes            does not ask
  --help           shows this

Without --create, nothing is changed and no QR code is requested.

Environment:
  ${VARIABLES.apiKey}   the API key of the account; never on the command line
  ${VARIABLES.baseUrl}  the address of the API, where it is not the provider's usual one
  ${VARIABLES.phone}     the phone that the instance of --create is for, with its country code

Exit code: 0 nothing is different, 1 something is, 2 the check could not run or not to its end.
130 or 143: it was interrupted.`;

function isProviderName(name: unknown): name is ProviderName {
	return typeof name === 'string' && PROVIDER_NAMES.includes(name);
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} without repeating anything of it, because it may be a key
 */
export function readCommandLine(args: string[]): Command {
	const { values, tokens, positionals } = parseArgs({
		args,
		options: OPTIONS,
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const isForeign = tokens.some(
		(token) => token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name),
	);
	if (isForeign || positionals.length > 0) {
		throw new UsageError(
			`There is an option that the check does not have. It is not repeated here, because it may be a key: keys, addresses and phones belong in the environment (${Object.values(VARIABLES).join(', ')}), where no list of processes and no history shows them. --help shows the options.`,
		);
	}
	if (values.help === true) return { kind: 'help' };
	const { provider } = values;
	if (!isProviderName(provider)) {
		const problem = provider === undefined ? 'is missing' : 'names no provider that is known';
		throw new UsageError(`--provider ${problem}. There are ${names}.`);
	}
	if ([values.create, values.yes].some((value) => typeof value === 'string')) {
		throw new UsageError('--create and --yes take no value.');
	}
	return { kind: 'check', provider, create: values.create === true, yes: values.yes === true };
}
