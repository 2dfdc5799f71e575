// All that the unit tests of what is changed take from n8n-workflow. To load the whole of it for each
// of thousands of changes would take longer than the tests.
const { setTimeout: sleep } = require('node:timers/promises');

module.exports = { NodeConnectionTypes: { Main: 'main' }, sleep };
