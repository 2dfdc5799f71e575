import { findProvider, providerList, providers } from '../../nodes/providers/index.ts';
import { PROVIDER_NAMES } from './descriptors.cts';

it('every provider is found by its name', () => {
	expect(providerList.map(({ name }) => name)).toEqual(PROVIDER_NAMES);
	for (const name of PROVIDER_NAMES) expect(findProvider(name)).toBe(providers[name]);
});

it.each(['Wachat', 'constructor', '', 0, null, undefined])('%j is no provider', (name) => {
	expect(findProvider(name)).toBeUndefined();
});
