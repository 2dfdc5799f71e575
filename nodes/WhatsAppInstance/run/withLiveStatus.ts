import type { InstanceRecord, LiveStatus } from '../../providers/Provider';

/** An instance as it was known, with the status that the provider has just reported. */
export function withLiveStatus(
	{ instance, raw }: InstanceRecord,
	live: LiveStatus,
): InstanceRecord {
	const { status, providerStatus } = live;
	return { instance: { ...instance, status, providerStatus }, raw: { ...raw, ...live.raw } };
}
