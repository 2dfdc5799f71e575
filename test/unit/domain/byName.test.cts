import { byName } from '../../../nodes/domain/text.ts';

it('sorts as an English list is sorted, whatever the case, and leaves equals alone', () => {
	const names = ['log out', 'Get Many', 'create', 'Get', 'Delete', 'get'];
	const sorted = names.map((name) => ({ name })).sort(byName);
	expect(sorted.map(({ name }) => name)).toEqual([
		'create',
		'Delete',
		'Get',
		'get',
		'Get Many',
		'log out',
	]);
});
