import { RequestCache } from '../../../nodes/WhatsAppInstance/run/RequestCache.ts';
import { ProviderError, type ProviderErrorKind } from '../../../nodes/transport/ProviderError.ts';

/** Asks three times for the same, one after the other; the first time it fails. */
async function timesAskedAfter(error: Error): Promise<number> {
	const answers = new RequestCache<string, string>();
	const ask = jest.fn(() => Promise.resolve('answer')).mockRejectedValueOnce(error);
	for (let item = 0; item < 3; item += 1) {
		await answers.get('question', ask).catch(() => undefined);
	}
	return ask.mock.calls.length;
}

const failure = (kind: ProviderErrorKind) => new ProviderError(kind, 'x', { description: 'y' });

it('asks once, however many want to know at the same time', async () => {
	const answers = new RequestCache<string, string>();
	const ask = jest.fn(() => Promise.resolve('answer'));
	const told = await Promise.all([1, 2, 3].map(async () => await answers.get('question', ask)));
	expect(told).toEqual(['answer', 'answer', 'answer']);
	expect(ask).toHaveBeenCalledTimes(1);
});

it('asks each question for itself, and anew when all is forgotten', async () => {
	const answers = new RequestCache<string, string>();
	expect(await answers.get('one', () => Promise.resolve('1'))).toBe('1');
	expect(await answers.get('two', () => Promise.resolve('2'))).toBe('2');
	answers.clear();
	expect(await answers.get('one', () => Promise.resolve('other'))).toBe('other');
});

it.each(['blocked', 'forbidden', 'invalidKey', 'redirected', 'unreachable'] as const)(
	'remembers what will not change: %s',
	async (kind) => {
		expect(await timesAskedAfter(failure(kind))).toBe(1);
	},
);

it.each(['providerFailure', 'rateLimited', 'timedOut', 'notFound'] as const)(
	'does not remember what may pass: %s',
	async (kind) => {
		expect(await timesAskedAfter(failure(kind))).toBe(2);
	},
);

it.each([404, 405, 410, 501])(
	'remembers that the provider has no such request: HTTP %i',
	async (status) => {
		const error = new ProviderError('badRequest', 'x', { description: 'y', status });
		expect(await timesAskedAfter(error)).toBe(1);
	},
);

it('does not remember an error it does not know', async () => {
	expect(await timesAskedAfter(new Error('x'))).toBe(2);
});
