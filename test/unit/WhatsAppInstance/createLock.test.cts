import {
	othersCreatedSince,
	withCreateLock,
} from '../../../nodes/WhatsAppInstance/run/createLock.ts';
import type { ApiClient } from '../../../nodes/transport/ApiClient.ts';

const MINUTE = 60_000;

const sessionOf = (accountId: string) =>
	({ id: Symbol('client'), accountId }) as unknown as ApiClient;

let uptime: jest.SpyInstance<number>;
beforeEach(() => {
	uptime = jest.spyOn(performance, 'now');
});
afterEach(() => {
	uptime.mockRestore();
});

async function turnAt(time: number, client: ApiClient, name: string): Promise<void> {
	uptime.mockReturnValue(time);
	await withCreateLock(client, name, () => Promise.resolve());
}

it('tells an execution what others have done since, and not what it has done itself', async () => {
	const [own, other] = [sessionOf('one account'), sessionOf('one account')];
	await turnAt(5, own, 'Cairo');

	expect(othersCreatedSince(other, 'Cairo', 5)).toBe(true);
	expect(othersCreatedSince(other, 'Cairo', 6)).toBe(false);
	expect(othersCreatedSince(other, 'Giza', 0)).toBe(false);
	expect(othersCreatedSince(own, 'Cairo', 0)).toBe(false);
	expect(othersCreatedSince(sessionOf('another account'), 'Cairo', 0)).toBe(false);
});

it('forgets what is long over, and nothing else', async () => {
	const [own, other] = [sessionOf('busy account'), sessionOf('busy account')];
	await turnAt(0, own, 'Cairo');
	await turnAt(MINUTE, own, 'Giza');
	await turnAt(5 * MINUTE, own, 'Cairo');
	await turnAt(12 * MINUTE, own, 'Luxor');

	expect(othersCreatedSince(other, 'Cairo', 0)).toBe(true);
	expect(othersCreatedSince(other, 'Giza', 0)).toBe(false);
	expect(othersCreatedSince(other, 'Luxor', 0)).toBe(true);
});
