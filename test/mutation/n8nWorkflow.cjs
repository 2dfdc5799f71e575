// All that the layers below the operations take from n8n-workflow. To load the whole of it for each of
// thousands of changes would take longer than the tests.
const { setTimeout: sleep } = require('node:timers/promises');

module.exports = { sleep };
