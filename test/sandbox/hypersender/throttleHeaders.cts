import type { Allowance } from '../rateLimits.cts';

/**
 * The headers of Laravel's throttle, which Hypersender's documents neither promise nor deny
 * (API.md, "Rate limits").
 */
export function throttleHeaders(allowance: Allowance): Record<string, string> {
	if (allowance.limit === null) return {};
	const { limit, remaining, refused, endsIn, endsAt } = allowance;
	return {
		'X-RateLimit-Limit': String(limit),
		'X-RateLimit-Remaining': String(remaining),
		...(refused && {
			'Retry-After': String(Math.ceil(endsIn / 1000)),
			'X-RateLimit-Reset': String(Math.ceil(endsAt / 1000)),
		}),
	};
}
