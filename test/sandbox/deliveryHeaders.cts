import { createHmac, randomBytes } from 'node:crypto';
import type { DeliveryOptions } from './types.cts';

/** Longer ago than any receiver should accept (the usual window is five minutes). */
const STALE_MILLISECONDS = 10 * 60_000;

/** What proves where a Hypersender delivery comes from: the secret as it is (apis.md 1.7). */
export function hypersenderHeaders(
	secret: string,
	{ manner }: DeliveryOptions,
): Record<string, string> {
	if (manner === 'unsigned') return {};
	return { Authorization: manner === 'wronglySigned' ? randomBytes(16).toString('hex') : secret };
}

/**
 * What proves where a Wachat delivery comes from and when it was sent (apis.md 2.5). The documents
 * leave encoding, prefix and unit open: lower-case hexadecimal, none and seconds are the likeliest.
 */
export function wachatHeaders(
	secret: string,
	body: string,
	now: number,
	{ manner, encoding = 'hex', prefix = false, unit = 'seconds' }: DeliveryOptions,
): Record<string, string> {
	const time = manner === 'stale' ? now - STALE_MILLISECONDS : now;
	const timestamp = String(unit === 'seconds' ? Math.floor(time / 1000) : time);
	if (manner === 'unsigned') return { 'X-Wachat-Timestamp': timestamp };
	const key = manner === 'wronglySigned' ? randomBytes(16).toString('hex') : secret;
	const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest(encoding);
	return {
		'X-Wachat-Timestamp': timestamp,
		'X-Wachat-Signature': `${prefix ? 'sha256=' : ''}${signature}`,
	};
}
