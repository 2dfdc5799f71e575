const { projects } = require('../jest.config.cjs');

// The fuzz tests of 'npm test', with as many cases as FUZZ_CASES says.
module.exports = { ...projects[0], testMatch: ['<rootDir>/test/unit/fuzz/**/*.test.cts'] };
