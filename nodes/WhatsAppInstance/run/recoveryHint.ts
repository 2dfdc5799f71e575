import type { Provider } from '../../providers/Provider';

/** What helps an instance that has stopped or failed. */
export function recoveryHint({ restart }: Provider): string {
	return restart ? "Use 'Restart', then 'Get QR Code'" : "Use 'Get QR Code'";
}
