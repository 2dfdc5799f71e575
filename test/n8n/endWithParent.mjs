// Loaded into n8n before its own code. n8n is the head of a process group of its own, so that it
// would outlive a test run that is killed; the channel to that run breaks in any case.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.channel?.unref();
