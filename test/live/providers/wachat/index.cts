import { hidden, lifeProbe, probe, sighting, type FactPlans } from '../../findings.cts';
import type { LiveProvider } from '../../LiveProvider.cts';
import {
	judgeListTestsKey,
	judgePaging,
	sightDurations,
	sightFailureWith2xx,
	sightForeignRefusals,
	sightStatusInBody,
	textsIn,
} from '../../readings.cts';
import * as judges from './judges.cts';
import { afterCreate, look, rowsOf, type Step } from './steps.cts';

const facts: FactPlans<Step> = {
	Access: {
		'Form of a key': sighting(judges.keyForm),
		'Request that tests a credential': probe(judgeListTestsKey('wrongKey')),
		'Unknown path': probe(judges.unknownPath),
	},
	'Three names for one instance': {
		Uniqueness: probe(judges.uniqueNames),
	},
	'POST /instance/create': {
		'Its length and characters': hidden('moreInstances'),
		'Non-ASCII name in a header': hidden('moreInstances'),
		'JSON although an image was requested': hidden('moreInstances'),
		'Name that exists already': hidden('moreInstances'),
		'Response without the API name': hidden('ownRule'),
		'Response for `WHATSAPP-BUSINESS`': hidden('otherPlan'),
		'Repeating the request': hidden('moreInstances'),
	},
	Integrations: {
		'`WHATSAPP-BUSINESS` pairing': hidden('otherPlan'),
		'Deleting a `WHATSAPP-BUSINESS` instance': hidden('otherPlan'),
	},
	'GET /instance/qr/image': {
		'Connected instance': hidden('needsPhone'),
	},
	'GET /instance/qr': {
		'Once it is gone (404, 405, 410)': lifeProbe(judges.imageReplacesJson),
	},
	'GET /instance/state': {
		'Which state is read': probe(judges.whichState),
	},
	'GET /instance/list': {
		'`isConnected` true': sighting(judges.isConnectedAlone),
		'`state`, `status` and `isConnected` that contradict each other': sighting(
			judges.contradictions,
		),
		'`number`, `owner`': sighting(judges.ownerOfUnconnected),
		'`count` larger than the number of rows, as a number or as text': probe(judges.listCount),
		'Pagination that nobody announced': probe(
			judgePaging('list', 'page2', (json) => textsIn(rowsOf(json), 'apiInstanceName')),
		),
		'`instances` null, or an object such as `{ "1": { … } }`': probe(judges.instancesForm),
	},
	'DELETE /instance/logout': {
		'Disconnected instance': lifeProbe(judges.loggedOutTwice),
	},
	'DELETE /instance/delete': {
		'Repeating the request': lifeProbe(judges.deletedTwice),
	},
	'GET /account/limits': {
		'A string there': probe(judges.limitTexts),
	},
	Statuses: {
		'`connecting`': lifeProbe(judges.connectingState),
		'`refused`': probe(judges.refusedOnlyInEvent),
		'Any other word': probe(judges.oddStates),
	},
	'QR codes': {
		'Other encodings': lifeProbe(judges.encoding),
		'When there is a pairing code': lifeProbe(judges.pairingCodeNeedsNumber),
		'Characters of a pairing code': lifeProbe(judges.pairingCodeForm),
		'Lifetime in seconds': lifeProbe(judges.lifetime),
		'No code yet': sighting(judges.notYet, 'throwAway'),
		'Request while a code is valid': lifeProbe(judges.sameCode),
		'`pairingCode` or `code` without a usable `base64`': sighting(
			judges.codeWithoutImage,
			'throwAway',
		),
		'No code, and the state `refused`': hidden('needsOutcome'),
	},
	Errors: {
		'Other errors': probe(judges.errorBody),
		'Order in which the code looks for it': hidden('ownRule'),
		'2xx whose body says that it failed': sighting(sightFailureWith2xx()),
		'2xx whose body has an error status': sighting(sightStatusInBody()),
		'The same of create, with an `instance` that has its API name': hidden('ownRule'),
		'The same of delete, with `instanceDeleted` or `instanceMissing` true': hidden('ownRule'),
		'401, 403, 404 without JSON': sighting(sightForeignRefusals()),
	},
	'Rate limits': {
		Limits: probe(judges.noLimits),
		'`Retry-After`': sighting(judges.retryAfter),
		'Polling the state': hidden('needsOutcome'),
	},
	'GET /webhooks': {
		'`webhooks` null, numbered, or incomplete': probe(judges.webhooksForm),
	},
	'POST /webhooks': {
		'Masked secret in this response': hidden('changesMore'),
	},
	'Webhook deliveries': {
		'Retried delivery': hidden('needsWebhooks'),
		'Delivery ID': hidden('needsWebhooks'),
		'Where the event is read': hidden('needsWebhooks'),
		'Spelling of an event': hidden('needsWebhooks'),
		'Where the data is read': hidden('needsWebhooks'),
		'Where the instance is read': hidden('needsWebhooks'),
		'When an event happened': hidden('needsWebhooks'),
		'`date_time` that is later than the signature': hidden('needsWebhooks'),
	},
	'Webhook authentication': {
		Encoding: hidden('needsWebhooks'),
		Prefix: hidden('needsWebhooks'),
		'Form of the timestamp': hidden('needsWebhooks'),
		Key: hidden('needsWebhooks'),
		'Replay window': hidden('needsWebhooks'),
	},
	Messages: {
		'Data of `messages.upsert`': hidden('needsWebhooks'),
		'`messageTimestamp`': hidden('needsWebhooks'),
		'One message in two deliveries': hidden('needsWebhooks'),
		'`message.messageContextInfo`': hidden('needsWebhooks'),
		'An edited message': hidden('needsWebhooks'),
	},
	'Webhook events': {
		'Data of `qrcode.updated`': hidden('needsWebhooks'),
		'`qrcode.updated` without an image': hidden('needsWebhooks'),
		'Data of `connection.update`': hidden('needsWebhooks'),
	},
	Secrets: {
		'`apikey` in a delivery, `hash` and `token` in a response': sighting(judges.keyFields),
		'`code` and `pairingCode`': hidden('needsPhone'),
	},
	'The engine beneath': {
		States: probe(judges.knownStates),
		Create: sighting(judges.createWaits, 'throwAway'),
		'Request for a code': lifeProbe(judges.sameCode),
		'Lifetime of a code': lifeProbe(judges.lifetime),
		'After the last code': hidden('needsWebhooks'),
		'Text of a code': lifeProbe(judges.codeText),
		Scan: hidden('needsPhone'),
		'Lost connection': hidden('needsPhone'),
		'Number given for a pairing code': sighting(judges.numberIsOwner, 'throwAway'),
		'Logout of a closed instance': lifeProbe(judges.loggedOutTwice),
		Delete: hidden('needsPhone'),
		'Webhook envelope': hidden('needsWebhooks'),
		'`date_time` in the envelope': hidden('needsWebhooks'),
		'Webhook retries': hidden('needsWebhooks'),
		'Error body': sighting(judges.errorBodyOfEngine),
	},
	'What the documents leave open': {
		'Encoding, prefix, timestamp form and window of a signature': hidden('needsWebhooks'),
		'JSON of a delivery': hidden('needsWebhooks'),
		'Whether `GET /instance/qr` and `/instance/qr/live` still work': lifeProbe(
			judges.jsonCallWorks,
		),
		'QR code of a connected instance; whether each request makes a new code': lifeProbe(
			judges.sameCode,
		),
		'States other than `open` and `close`': probe(judges.knownStates),
		'Restart, connect, change settings, request a pairing code, rename, get one':
			hidden('fromInside'),
		'Rules for a friendly name; whether it may be used twice': hidden('moreInstances'),
		'Rate limits': probe(judges.noLimits),
		'A consistent error body': sighting(judges.errorBodies),
		'Response of logout; logout when already disconnected': sighting(
			judges.logoutBody,
			'throwAway',
		),
		'Response of create for `WHATSAPP-BUSINESS`': hidden('otherPlan'),
		'How long a response may take': sighting(sightDurations()),
	},
};

/** What the check knows of Wachat. */
export const wachatLive: LiveProvider<Step> = {
	look,
	facts,
	life: {
		phone: 'optional',
		// As JSON, a response says more than as an image.
		parameters: { qrResponse: 'json' },
		costs: [
			'One instance of your plan, for about a minute.',
			'About twenty requests; Wachat documents no limit.',
		],
		removeByHand: undefined,
		// API.md, "QR codes".
		codeLifetime: 45_000,
		afterCreate,
		afterCodes: undefined,
	},
};
