import { hidden, lifeProbe, probe, sighting, type FactPlans } from '../../findings.cts';
import type { LiveProvider } from '../../LiveProvider.cts';
import {
	judgeListTestsKey,
	sightDurations,
	sightFailureWith2xx,
	sightForeignRefusals,
	sightStatusInBody,
	judgePaging,
	textsIn,
} from '../../readings.cts';
import * as judges from './judges.cts';
import { afterCodes, afterCreate, look, rowsOf, type Step } from './steps.cts';

const facts: FactPlans<Step> = {
	Access: {
		'Key for `POST /create-instance` and `GET /instances`': lifeProbe(judges.oneKey),
		'Request that tests a credential': probe(judgeListTestsKey('wrongKey')),
	},
	'Rate limits': {
		'`GET /instances`': probe(judges.listLimit),
		'Response headers': probe(judges.throttleHeaders),
		'What counts': probe(judges.refusedCounts),
		'What a limit applies to': probe(judges.limitIsOfAccount),
	},
	'Instance object': {
		'Time zone of `created_at` and `connected_at`': lifeProbe(judges.timeZone),
	},
	Statuses: {
		'What helps `STOPPED`': hidden('needsOutcome'),
		'What helps `FAILED`': hidden('needsOutcome'),
		'`PASSKEY_REQUIRED`, `PASSKEY_CONFIRMATION_REQUIRED`': sighting(judges.passkeyWords),
		'Any other word': probe(judges.oddStatuses),
	},
	'POST /create-instance': {
		'What a character is': lifeProbe(judges.characters),
		'Name taken': lifeProbe(judges.takenName),
		'409': hidden('ownRule'),
		'Wrapped response': lifeProbe(judges.wrapped('create', judges.isInstance)),
		'Text fields': lifeProbe(judges.trimmedText),
		'Repeating the request': hidden('moreInstances'),
	},
	'POST /{instance}/request-new-qr-code': {
		'Connected, stopped or failed instance': hidden('needsOutcome'),
		'Instance that is starting or pending': lifeProbe(judges.codeWhileStarting),
		'`id` missing in the response': lifeProbe(judges.idWithCode),
	},
	'GET /{instance}/health': {
		'`connected_at` before the first connection': probe(judges.connectedAt),
		'404 and 429': probe(judges.unknownInstance),
		'Wrapped response': probe(judges.wrapped(['state', 'health'], judges.isHealth)),
	},
	'POST /{instance}/restart': {
		'Path in v2': lifeProbe(judges.restartPath),
		'What follows when no phone is paired': lifeProbe(judges.afterRestart),
		'Also for': hidden('needsOutcome'),
	},
	'GET /instances': {
		'Path in v2': probe(judges.listPath),
		'Letter case in `filter[name]`': probe(judges.letterCase),
		'Wrapped response': probe(judges.wrapped('list', judges.isList)),
		'Array whose keys are not in sequence': sighting(judges.numberedList),
		Pagination: probe(judgePaging('list', 'page2', (json) => textsIn(rowsOf(json), 'id'))),
	},
	'QR codes': {
		'Other encodings': lifeProbe(judges.encoding),
		'Start of the lifetime': hidden('needsPhone'),
		'`qr_code` missing, null or empty': sighting(judges.missingCode, 'throwAway'),
	},
	Errors: {
		'Body of a 401': probe(judges.unauthenticated),
		'403 with a valid key': hidden('otherPlan'),
		'Body of a 404': probe(judges.notFoundBody),
		'Unknown path': probe(judges.unknownPath),
		'2xx whose body says that it failed': sighting(sightFailureWith2xx()),
		'2xx whose body has an error status': sighting(sightStatusInBody()),
		'The same of create, with the UUID of an instance': hidden('ownRule'),
		'401, 403, 404 without JSON': sighting(sightForeignRefusals()),
	},
	'Webhook deliveries': {
		'Where the instance is read': hidden('needsWebhooks'),
		'`timestamp` of the envelope': hidden('needsWebhooks'),
		'Automatic retry and timeout': hidden('needsWebhooks'),
	},
	'Webhook authentication': {
		'Where the secret is set': hidden('fromInside'),
		'Instance created over the API': hidden('needsWebhooks'),
		'Non-ASCII secret': hidden('needsWebhooks'),
	},
	Messages: {
		'`payload` of `message.ack`': hidden('needsWebhooks'),
		'`payload` of `poll.vote`': hidden('needsWebhooks'),
		'`payload` of `message.revoked`': hidden('needsWebhooks'),
		'ID of a message': hidden('needsWebhooks'),
		'One message under two events': hidden('needsWebhooks'),
		'An edited message': hidden('needsWebhooks'),
	},
	'Connection events': {
		'`close` and `closed`': hidden('needsWebhooks'),
		'`session.status`': hidden('needsWebhooks'),
		'Where the status is read': hidden('needsWebhooks'),
	},
	Secrets: {
		'Parts of a token': probe(judges.tokenParts),
		'Pattern of a token': probe(judges.tokenPattern),
		'QR code': hidden('needsPhone'),
	},
	'The engine beneath': {
		'Lifetime of a code': hidden('needsPhone'),
		'A code that was returned': hidden('needsPhone'),
		'Text of a code': lifeProbe(judges.codeText),
		Scan: hidden('needsPhone'),
		'`FAILED`': hidden('needsOutcome'),
		'`session.status`': hidden('needsWebhooks'),
	},
	'What the documents leave open': {
		'Delete, logout, update, get one, start, stop, webhook management': hidden('fromInside'),
		'Which token creates and lists': lifeProbe(judges.oneKey),
		'Whether `access_token` changes with a restart or a new code': sighting(
			judges.tokenAfterNewCode,
			'throwAway',
		),
		'Bodies of 401, 403, 404 and 500': probe(judges.errorBodies),
		'New code or restart for a connected instance': hidden('needsPhone'),
		'Whether an enterprise call can be queued: https://docs.hypersender.com/v2/api-reference/whatsapp/queued-requests says that every v2 call is, but the enterprise pages show direct responses':
			lifeProbe(judges.queued),
		'Several webhook URLs over the API': hidden('fromInside'),
		'Timeout and automatic retries of deliveries': hidden('needsWebhooks'),
		'How long a response may take': sighting(sightDurations()),
	},
};

/** What the check knows of Hypersender. */
export const hypersenderLive: LiveProvider<Step> = {
	look: (account) => look(account, judges.isDocumentedStatus),
	facts,
	life: {
		phone: 'required',
		parameters: {},
		costs: [
			'One instance of your plan, which the check cannot delete.',
			'Four of the five create requests a minute (three of them are refused on purpose), two requests for a new QR code a minute apart, one of the five restarts a minute.',
			'About a minute and a half.',
		],
		// API.md, "What the documents leave open": no request deletes an instance.
		removeByHand:
			'The API cannot delete it: remove it in the dashboard of Hypersender, where its name stands in the list of instances.',
		// API.md, "QR codes".
		codeLifetime: 60_000,
		afterCreate,
		afterCodes,
	},
};
