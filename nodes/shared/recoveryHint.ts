import type { InstanceStatus } from '../domain/instance';
import type { Provider, Recovery } from '../providers/Provider';

const HINTS: Record<Recovery, string> = {
	none: '',
	getQrCode: "Use 'Get QR Code'",
	restart: "Use 'Restart', then 'Get QR Code'",
};

/** What to do about an instance with this status; empty when nothing has to be done. */
export function recoveryHint({ recovery }: Provider, status: InstanceStatus): string {
	return HINTS[recovery[status]];
}
