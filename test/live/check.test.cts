import { secretVariants } from '../../nodes/domain/secretVariants.ts';
import { parsePhone } from '../../nodes/domain/phone.ts';
import { PROVIDER_NAMES, sides } from '../providers/descriptors.cts';
import type { ChooseFault } from '../sandbox/types.cts';
import { VARIABLES } from './environment.cts';
import { liveProviders } from './providers/index.cts';
import { answerWith, type Json } from './support/turns.cts';
import { PHONE, useCheck, type CheckRun } from './support/useCheck.cts';

const { sandbox, run } = useCheck();

const OWN_NAME = /live-check-[0-9a-f]{10}/;

describe.each(sides)('at $title', ({ provider, capabilities, routes }) => {
	const seeds = () => {
		sandbox().seedInstance(provider, { name: 'Giza Shop', phone: '+201234567891' });
		const { instanceId } = sandbox().seedInstance(provider, { name: 'Cairo Store' });
		sandbox().scan(instanceId, provider);
	};
	const statuses = () => sandbox().requests.map(({ status }) => status);
	const owned = () =>
		sandbox()
			.instances(provider)
			.filter(({ name }) => OWN_NAME.test(name));
	/** The instances that are not the check's own. */
	const kept = () =>
		sandbox()
			.instances(provider)
			.filter(({ name }) => !OWN_NAME.test(name))
			.map(({ instanceId, name, status }) => ({ instanceId, name, status }));
	const refuseDelete = (): ChooseFault => (request) =>
		request.method === 'DELETE' ? answerWith(500, { error: 'Broken.' }) : null;

	describe('without --create', () => {
		it('finds nothing that is different from the documents of the sandbox', async () => {
			seeds();
			const { code, report } = await run(provider);
			expect(report()).toMatchObject({ provider, created: false, usualAddress: false });
			expect(report().counts).toMatchObject({ different: 0 });
			expect(report().counts.seen).toBeGreaterThan(10);
			expect(code).toBe(0);
		});

		it('sends GET requests only, changes nothing and requests no code', async () => {
			seeds();
			const before = sandbox().instances();
			await run(provider);
			expect(new Set(sandbox().requests.map(({ method }) => method))).toEqual(new Set(['GET']));
			expect(sandbox().requests.filter(({ route }) => /qr/i.test(route))).toEqual([]);
			expect(sandbox().requests.length).toBeLessThan(12);
			expect(statuses()).not.toContain(429);
			expect(sandbox().instances()).toEqual(before);
		});

		it('works for an account without instances', async () => {
			const { code, report } = await run(provider);
			expect(report().counts.different).toBe(0);
			expect(code).toBe(0);
		});

		it('can be interrupted', async () => {
			const { code, output } = await run(provider, {
				onSay: (_text, interrupt) => {
					interrupt();
				},
			});
			expect(code).toBe(2);
			expect(output).toContain('Interrupted.');
			expect(sandbox().requests).toEqual([]);
		});
	});

	describe('with --create', () => {
		it('sees more, keeps the limits and leaves behind only what cannot be deleted', async () => {
			seeds();
			const others = kept();
			const { code, report, output } = await run(provider, { create: true });
			expect(report().counts.different).toBe(0);
			expect(report().counts.seen).toBeGreaterThan(20);
			expect(report().facts.map(({ note }) => note)).not.toContain('only visible with --create');
			expect(code).toBe(0);
			expect(statuses()).not.toContain(429);
			expect(sandbox().requestsTo(routes.create)[0]?.status).toBe(201);
			expect(owned()).toHaveLength(capabilities.delete ? 0 : 1);
			expect(kept()).toEqual(others);
			expect(output).toContain(capabilities.delete ? 'is gone.' : 'remains.');
		});

		it('says what it will do and what remains before it asks', async () => {
			const { output, questions } = await run(provider, { create: true, yes: false, answer: 'no' });
			expect(questions).toHaveLength(1);
			expect(output).toMatch(OWN_NAME);
			const { costs, removeByHand } = liveProviders[provider].life;
			for (const line of costs) expect(output).toContain(line);
			expect(removeByHand === undefined).toBe(capabilities.delete);
			if (removeByHand !== undefined) expect(output).toContain(removeByHand);
		});

		it.each(['no', '', 'y', 'yes please'])('does nothing after the answer %j', async (answer) => {
			const { code } = await run(provider, { create: true, yes: false, answer });
			expect(code).toBe(2);
			expect(sandbox().requests).toEqual([]);
		});

		it('does nothing when nobody is there to answer', async () => {
			const { code, output } = await run(provider, { create: true, yes: false });
			expect(code).toBe(2);
			expect(output).toContain('--yes');
			expect(sandbox().requests).toEqual([]);
		});

		it('starts after the answer yes', async () => {
			const { code } = await run(provider, { create: true, yes: false, answer: ' Yes ' });
			expect(code).toBe(0);
		});

		it.each(['Creating', 'QR code: done', 'Waiting', 'QR code renewed'])(
			'cleans up when it is interrupted at "%s"',
			async (moment) => {
				const { code, output } = await run(provider, {
					create: true,
					onSay: (text, interrupt) => {
						if (text.startsWith(moment)) interrupt();
					},
				});
				expect(code).toBe(2);
				expect(output).toContain('Interrupted.');
				expect(sandbox().requestsTo(routes.create)[0]?.status).toBe(201);
				expect(owned()).toHaveLength(capabilities.delete ? 0 : 1);
				expect(output).toContain(capabilities.delete ? 'is gone.' : 'remains.');
			},
		);

		it('finds the instance whose creation got no response', async () => {
			sandbox().addFault({ route: routes.create, phase: 'after', action: { kind: 'reset' } });
			const { output } = await run(provider, { create: true });
			expect(output).toContain('Create: The connection to');
			expect(owned()).toHaveLength(capabilities.delete ? 0 : 1);
			expect(output).toContain(capabilities.delete ? 'is gone.' : 'remains.');
		});

		it('ends without a trace when the instance is refused', async () => {
			sandbox().addFault({
				route: routes.create,
				action: { kind: 'status', status: 403, body: { message: 'The plan is full.' } },
			});
			const { output } = await run(provider, { create: true });
			expect(output).toContain('Create: ');
			expect(output).not.toMatch(/' (remains|is gone|may be left behind)/);
			expect(sandbox().instances(provider)).toEqual([]);
		});

		it('says what is left behind when it cannot be deleted', async () => {
			if (!capabilities.delete) return;
			sandbox().disturb(refuseDelete());
			const { code, output } = await run(provider, { create: true });
			expect(output).toMatch(/'live-check-\w+' may be left behind. Delete it by hand./);
			expect(owned()).toHaveLength(1);
			expect(code).not.toBe(0);
		});

		it('asks for a phone where one is needed', async () => {
			const { code, output } = await run(provider, { create: true, settings: { phone: '' } });
			const isNeeded = liveProviders[provider].life.phone === 'required';
			expect(code).toBe(isNeeded ? 2 : 0);
			expect(output.includes(VARIABLES.phone)).toBe(isNeeded);
			if (isNeeded) expect(sandbox().requests).toEqual([]);
		});

		it('refuses a phone that is none before anything is sent', async () => {
			const { code, output } = await run(provider, { create: true, settings: { phone: '12' } });
			expect(code).toBe(2);
			expect(output).toContain("'Phone' has too few digits");
			expect(sandbox().requests).toEqual([]);
		});
	});

	describe('when it cannot run', () => {
		const expectRefusal = ({ code, output }: CheckRun, words: RegExp) => {
			expect(code).toBe(2);
			expect(output).toMatch(words);
			expect(output).toContain(VARIABLES.apiKey);
			expect(output).not.toContain('API.md');
		};

		it('says that the key is refused', async () => {
			expectRefusal(
				await run(provider, { settings: { apiKey: '7|AnotherKeyThatNobodyHas' } }),
				/refused the API key/,
			);
		});

		it('says that the address is wrong', async () => {
			const baseUrl = `${sandbox().address}/elsewhere`;
			expectRefusal(
				await run(provider, { settings: { baseUrl } }),
				/returned 404 for this address/,
			);
		});

		it('says that nobody is there', async () => {
			await sandbox().listen(false);
			const refused = await run(provider);
			await sandbox().listen(true);
			expectRefusal(refused, /could not be reached: the connection was refused/);
		});

		it('does not follow a redirect', async () => {
			sandbox().addFault({ action: { kind: 'redirect', location: 'https://elsewhere.example/' } });
			const redirected = await run(provider);
			expectRefusal(redirected, /redirected the request/);
			expect(redirected.output).not.toContain('elsewhere.example');
			expect(sandbox().requests).toHaveLength(1);
		});

		it('says that an address without TLS is refused', async () => {
			expectRefusal(
				await run(provider, { settings: { baseUrl: 'http://api.example.com' } }),
				/must start with https/,
			);
		});
	});

	describe('shows nothing of an account or a person', () => {
		/** Everything that must not be shown. */
		const personal = () => {
			const { apiKey, baseUrl } = sandbox().accounts[provider];
			const known = sandbox()
				.instances(provider)
				.filter(({ name }) => !OWN_NAME.test(name))
				.flatMap(({ instanceId, name, phone }) => [
					instanceId,
					...name.split(' '),
					...(phone === null ? [] : [parsePhone(phone)]),
				]);
			return [...secretVariants(apiKey), new URL(baseUrl).host, PHONE, parsePhone(PHONE), ...known];
		};
		const expectClean = (output: string) => {
			expect(personal().filter((text) => output.includes(text))).toEqual([]);
			expect(output).not.toMatch(/data:image|iVBOR|2@[A-Za-z0-9+/]|https?:\/\/127/);
		};

		it.each([false, true])('in a good run, with --create %s', async (create) => {
			seeds();
			const { output } = await run(provider, { create });
			expectClean(output);
		});

		it.each([false, true])('when all responses repeat it, with --create %s', async (create) => {
			seeds();
			const { apiKey } = sandbox().accounts[provider];
			const echo = [apiKey, PHONE, parsePhone(PHONE), 'Cairo', 'Giza Shop'];
			sandbox().disturb(() => ({
				action: { kind: 'alter', alter: (body) => echoing(body, echo) },
			}));
			const { output } = await run(provider, { create });
			expect(output).toContain('assumed facts');
			expectClean(output);
		});

		it.each(['message', 'error'])('when the refusal of the key repeats it in %s', async (field) => {
			const { apiKey } = sandbox().accounts[provider];
			const words = `No: ${apiKey} of ${PHONE} at ${sandbox().address}/x`;
			sandbox().addFault({ action: { kind: 'status', status: 401, body: { [field]: words } } });
			const { output, code } = await run(provider);
			expect(code).toBe(2);
			expect(output).toContain('No: [hidden]');
			expectClean(output);
		});
	});
});

/** A JSON response with somebody's texts everywhere: as fields, as words and as messages. */
function echoing(body: Buffer, texts: readonly string[]): Buffer {
	let json: unknown;
	try {
		json = JSON.parse(String(body));
	} catch {
		return Buffer.from(`${String(body)}${texts.join(' ')}`);
	}
	const more = Object.fromEntries(texts.map((text) => [text, text]));
	const change = (row: unknown): unknown => {
		if (Array.isArray(row)) return row.map(change);
		if (typeof row !== 'object' || row === null) return row;
		const changed = Object.entries(row as Json).map(([name, value]) => [name, change(value)]);
		const words = Object.fromEntries(
			Object.keys(row)
				.filter((name) => ['status', 'state', 'message', 'error'].includes(name))
				.map((name, index) => [name, texts[index % texts.length]]),
		);
		return { ...Object.fromEntries(changed), ...words, ...more };
	};
	return Buffer.from(JSON.stringify(change(json)));
}

it('every name of a provider is checked here', () => {
	expect(sides.map(({ provider }) => provider)).toEqual(PROVIDER_NAMES);
});
