/** A control call names an instance that is not there. */
export class UnknownInstanceError extends Error {
	constructor(instanceId: string) {
		super(`The sandbox holds no instance "${instanceId}".`);
		this.name = 'UnknownInstanceError';
	}
}

/** A control call asks for something the state of the instance does not allow. */
export class NotPossibleError extends Error {
	override name = 'NotPossibleError';
}
