import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

interface Rule {
	type: 'responseCode' | 'responseSuccessBody';
	properties: { key?: string; value: unknown; message: string };
}

const REDIRECTS = [301, 302, 303, 307, 308];
const OUTAGES = [408, 500, 502, 503, 504];

/**
 * The rules by which n8n judges the response to a credential test, for an API that responds with a
 * bare list. Use them with `encoding: 'arraybuffer'`, where the response is its bytes: a rule on
 * the content of JSON would crash n8n on the empty list of an account without instances.
 *
 * @param title the provider's title, for the messages
 */
export function listRules(title: string): Rules {
	const webPage = ['<', '\n', '\r', ' ', '\t', '\u00ef'].map((one) => one.charCodeAt(0));
	return rules(
		title,
		[...webPage, undefined].map((value) => ({ key: '0', value })),
	);
}

/**
 * The rules for an API that sets a field to true in every success.
 *
 * @param title the provider's title, for the messages
 * @param field the name of that field
 */
export function flagRules(title: string, field: string): Rules {
	return rules(
		title,
		[undefined, false].map((value) => ({ key: field, value })),
	);
}

// n8n only compares for equality, so each status has a rule of its own.
function rules(title: string, foreignBodies: Array<{ key: string; value: unknown }>): Rules {
	// A rule sees the status alone, so it cannot tell who has refused the request.
	const inBetween = (what: string) =>
		`If ${what} right, a firewall or proxy in front of ${title} may block this n8n.`;
	const statuses: Array<[number, string]> = [
		[401, `${title} refused the API key. Copy it again from ${title}. ${inBetween('it is')}`],
		[402, `${title} refuses the request because of the plan of the account.`],
		[
			403,
			`${title} does not allow this key to use the API. Check plan and rights of the key. ${inBetween('they are')}`,
		],
		[407, `A proxy on the way to ${title} refused the request. Check the proxy of this n8n.`],
		[404, `There is no ${title} API at this Base URL.`],
		[405, `There is no ${title} API at this Base URL.`],
		[429, `${title} receives too many requests right now. Try again in a minute.`],
		...REDIRECTS.map((status): [number, string] => [
			status,
			'The Base URL redirects to another address. Enter the final one; the key is not sent there.',
		]),
		...OUTAGES.map((status): [number, string] => [
			status,
			`${title} could not process the request. Try again in a few minutes.`,
		]),
	];
	const result: Rule[] = [
		...statuses.map(
			([value, message]): Rule => ({
				type: 'responseCode',
				properties: { value, message },
			}),
		),
		...foreignBodies.map(
			(foreign): Rule => ({
				type: 'responseSuccessBody',
				properties: {
					...foreign,
					message: `This Base URL responds, but not like the ${title} API.`,
				},
			}),
		),
	];
	// n8n's type allows lists of one kind only, but its tester checks them one by one (n8n 2.41.1,
	// credentials-tester.service.js, runRequestTest).
	return result as Rules;
}
