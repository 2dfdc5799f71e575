const { default: Sequencer } = require('@jest/test-sequencer');
const { basename } = require('node:path');

/** One suite after another by name; the last one checks what the others have left behind. */
module.exports = class extends Sequencer {
	sort(tests) {
		const place = ({ path }) => `${basename(path) === 'secrets.test.cts' ? 1 : 0}${path}`;
		return [...tests].sort((one, other) => place(one).localeCompare(place(other)));
	}
};
