import { setImmediate as nextTurn } from 'node:timers/promises';

import { KeyedMutex } from '../../../nodes/WhatsAppInstance/run/KeyedMutex.ts';

let queue: KeyedMutex;
let log: string[];
beforeEach(() => {
	queue = new KeyedMutex();
	log = [];
});

/** Work that ends when the test says so. */
function work(name: string) {
	let end: (failure?: Error) => void = () => undefined;
	const ended = new Promise<string>((resolve, reject) => {
		end = (failure) => {
			if (failure) reject(failure);
			else resolve(name);
		};
	});
	const run = async () => {
		log.push(`${name} begins`);
		return await ended.finally(() => {
			log.push(`${name} ends`);
		});
	};
	return { run, end };
}

it('begins at once when nothing with the same key is under way', async () => {
	const result = queue.run('shop', () => Promise.resolve('done'));
	expect(await result).toBe('done');
});

it('runs work with the same key one after the other, in the order it was asked for', async () => {
	const [first, second, third] = [work('first'), work('second'), work('third')];
	const all = Promise.all([first, second, third].map(({ run }) => queue.run('shop', run)));
	third.end();
	second.end();
	await nextTurn();
	expect(log).toEqual(['first begins']);

	first.end();
	expect(await all).toEqual(['first', 'second', 'third']);
	expect(log).toEqual([
		'first begins',
		'first ends',
		'second begins',
		'second ends',
		'third begins',
		'third ends',
	]);
});

it('runs work with other keys side by side', async () => {
	const [shop, office] = [work('shop'), work('office')];
	const both = [queue.run('shop', shop.run), queue.run('office', office.run)];
	await nextTurn();
	expect(log).toEqual(['shop begins', 'office begins']);
	shop.end();
	office.end();
	await Promise.all(both);
});

it('goes on after work that failed, and gives its error to whoever asked for that work', async () => {
	const [first, second] = [work('first'), work('second')];
	const failing = queue.run('shop', first.run);
	const following = queue.run('shop', second.run);
	second.end();
	first.end(new Error('refused'));
	await expect(failing).rejects.toThrow('refused');
	expect(await following).toBe('second');
});

it('begins anew after everything has ended', async () => {
	await queue.run('shop', () => Promise.resolve());
	expect(await queue.run('shop', () => Promise.resolve('again'))).toBe('again');
});
