// Loaded into n8n before its own code. n8n runs in a process group of its own, so it would outlive
// a test run that is killed; the channel to that run breaks in any case.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
