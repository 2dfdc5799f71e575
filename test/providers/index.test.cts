import { hypersender } from '../../nodes/providers/hypersender/index.ts';
import { findProvider, providerList } from '../../nodes/providers/index.ts';
import { wachat } from '../../nodes/providers/wachat/index.ts';

it('every provider is found by its name', () => {
	expect(providerList).toEqual([hypersender, wachat]);
	expect(findProvider('hypersender')).toBe(hypersender);
	expect(findProvider('wachat')).toBe(wachat);
});

it.each(['Wachat', 'constructor', '', 0, null, undefined])('%j is no provider', (name) => {
	expect(findProvider(name)).toBeUndefined();
});
