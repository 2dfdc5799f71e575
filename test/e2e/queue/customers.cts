import type { ProviderName } from '../../sandbox/index.cts';
import type { Customer } from './onboarding.cts';

/** Customers of one provider, each with a name and a phone of its own. */
export function customersOf(provider: ProviderName, count: number, label = 'shop'): Customer[] {
	return Array.from({ length: count }, (_, index) => ({
		name: `${label}_${provider}_${index}`,
		phone: `+2012${String(3_000_000 + index)}`,
		provider,
	}));
}

/** One, then the other, then the next one and so on. */
export function inTurns<Entry>(one: readonly Entry[], other: readonly Entry[]): Entry[] {
	return one.flatMap((entry, index) => [entry, ...other.slice(index, index + 1)]);
}

/**
 * Submits customers as their browsers would, a few at a time, in order.
 *
 * @throws when n8n does not take one in
 */
export async function submitAll(
	address: string,
	customers: readonly Customer[],
	atATime: number,
): Promise<void> {
	const waiting = [...customers];
	const lines = Array.from({ length: atATime }, async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) await submit(address, next);
	});
	await Promise.all(lines);
}

async function submit(address: string, customer: Customer): Promise<void> {
	const answer = await fetch(address, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(customer),
	});
	if (!answer.ok) throw new Error(`${customer.name}: ${answer.status} ${await answer.text()}`);
}
