import type { Bench } from '../support/bench.cts';
import { describeCapabilities } from './conformance/capabilities.cts';
import { describeCreate } from './conformance/create.cts';
import { describeCredential } from './conformance/credential.cts';
import { describeErrors } from './conformance/errors.cts';
import { describeHostileAnswers } from './conformance/hostileAnswers.cts';
import { describeLimits } from './conformance/limits.cts';
import { describeLyingAnswers } from './conformance/lyingAnswers.cts';
import { describeNames } from './conformance/names.cts';
import { describePicker } from './conformance/picker.cts';
import { describeQrCode } from './conformance/qrCode.cts';
import { describeSecrets } from './conformance/secrets.cts';
import { describeStatuses } from './conformance/statuses.cts';
import { describeUnconfirmed } from './conformance/unconfirmed.cts';
import { describeUnknownId } from './conformance/unknownId.cts';
import { describeWebhooks } from './conformance/webhooks.cts';
import type { Side } from './descriptors.cts';

/**
 * What every provider has to keep, seen through the built nodes in n8n's engine in front of the
 * sandbox. A new provider passes it with nothing but its descriptor.
 */
export function describeConformance(side: Side, bench: () => Bench): void {
	const parts = {
		credential: describeCredential,
		capabilities: describeCapabilities,
		create: describeCreate,
		'odd names': describeNames,
		'QR code': describeQrCode,
		statuses: describeStatuses,
		'instance picker': describePicker,
		'unknown ID': describeUnknownId,
		'a response that is not believed alone': describeUnconfirmed,
		errors: describeErrors,
		limits: describeLimits,
		'hostile answers': describeHostileAnswers,
		'answers that lie': describeLyingAnswers,
		secrets: describeSecrets,
	};
	for (const [title, part] of Object.entries(parts)) {
		describe(title, () => {
			part(side, bench);
		});
	}
	const { webhooks } = side;
	if (webhooks === undefined) return;
	describe('webhooks', () => {
		describeWebhooks(side, webhooks, bench);
	});
}
