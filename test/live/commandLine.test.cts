import { randomBytes } from 'node:crypto';

import { providers } from '../../nodes/providers/index.ts';
import { PROVIDER_NAMES, sides } from '../providers/descriptors.cts';
import { HELP, readCommandLine } from './commandLine.cts';
import { readSettings, VARIABLES } from './environment.cts';

const messageOf = (work: () => unknown): string => {
	try {
		work();
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
	throw new Error('nothing was refused');
};

describe('the command line', () => {
	it.each(PROVIDER_NAMES)('chooses %s', (provider) => {
		expect(readCommandLine(['--provider', provider])).toEqual({
			kind: 'check',
			provider,
			create: false,
			yes: false,
		});
		expect(readCommandLine([`--provider=${provider}`, '--create', '--yes'])).toMatchObject({
			create: true,
			yes: true,
		});
	});

	it('explains itself', () => {
		expect(readCommandLine(['--help'])).toEqual({ kind: 'help' });
		const words = [...Object.values(VARIABLES), ...PROVIDER_NAMES, '--create', '--yes'];
		expect(words.filter((word) => !HELP.includes(word))).toEqual([]);
	});

	it.each([[[]], [['--provider', 'acme']], [['--provider']]])(
		'lists the providers for %j',
		(args) => {
			const message = messageOf(() => readCommandLine(args));
			expect(PROVIDER_NAMES.filter((name) => !message.includes(name))).toEqual([]);
			expect(message).not.toContain('acme');
		},
	);

	const key = `7|${randomBytes(18).toString('hex')}`;
	const provider = `--provider=${String(PROVIDER_NAMES[0])}`;

	it.each([
		[[provider, '--key', key]],
		[[provider, `--api-key=${key}`]],
		[[provider, key]],
		[[provider, `--${key}`]],
		[[provider, `-${key}`]],
		[[provider, '--', key]],
	])('refuses a key in words and does not repeat it', (args) => {
		const message = messageOf(() => readCommandLine(args));
		expect(message).toContain(VARIABLES.apiKey);
		expect(message).not.toContain(key.slice(2));
	});

	it.each([[['--provider', key]], [[provider, `--yes=${key}`]], [[provider, `--create=${key}`]]])(
		'repeats no value',
		(args) => {
			expect(messageOf(() => readCommandLine(args))).not.toContain(key.slice(2));
		},
	);
});

describe.each(sides)('the settings of $title', ({ provider }) => {
	const api = providers[provider];
	const { address } = api.endpoint;

	it.each([undefined, '', '  '])('need a key, not %j', (apiKey) => {
		expect(messageOf(() => readSettings({ [VARIABLES.apiKey]: apiKey }, api))).toContain(
			VARIABLES.apiKey,
		);
	});

	it('have the usual address, or need one', () => {
		const environment = { [VARIABLES.apiKey]: ' key ', [VARIABLES.phone]: ' +20 1 ' };
		const read = () => readSettings(environment, api);
		if ('default' in address) {
			expect(read()).toEqual({ apiKey: 'key', baseUrl: address.default, phone: '+20 1' });
		} else {
			expect(messageOf(read)).toContain(VARIABLES.baseUrl);
		}
	});

	it('have the given address', () => {
		const baseUrl = 'https://api.example/v9';
		const environment = { [VARIABLES.apiKey]: 'key', [VARIABLES.baseUrl]: baseUrl };
		expect(readSettings(environment, api)).toEqual({ apiKey: 'key', baseUrl, phone: '' });
	});
});
