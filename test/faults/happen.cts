import { NotPossibleError } from '../sandbox/errors.cts';
import type { Sandbox } from '../sandbox/index.cts';
import type { Incident } from './plan.cts';

/** Has something happen to one of the instances that exist now. */
export function happen(sandbox: Sandbox, { what, which }: Incident): void {
	const instances = sandbox.instances();
	const instance = instances[which % Math.max(1, instances.length)];
	if (instance === undefined) return;
	try {
		if (what === 'oddStatus') sandbox.setStatus(instance.instanceId, 'PASSKEY_REQUIRED');
		else sandbox[what](instance.instanceId);
	} catch (error) {
		// Nobody can scan a code that is not there.
		if (!(error instanceof NotPossibleError)) throw error;
	}
}
