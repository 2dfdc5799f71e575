const { default: Sequencer } = require('@jest/test-sequencer');
const { basename } = require('node:path');

/**
 * The conformance suite first. It takes longest, and where no times are known, as on a fresh clone,
 * jest guesses them from the sizes of the files, of which it has one of the smallest.
 */
module.exports = class extends Sequencer {
	sort(tests) {
		const place = ({ path }) => (basename(path) === 'conformance.test.cts' ? 0 : 1);
		return super.sort(tests).sort((one, other) => place(one) - place(other));
	}
};
