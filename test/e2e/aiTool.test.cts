import { itemsOf } from '../n8n/RestClient.cts';
import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { bench } from './support/bench.cts';
import { ScriptedModel } from './support/ScriptedModel.cts';
import { credentialOf, manualStart, node, PACKAGE } from './support/workflow.cts';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

test('the editor offers all nodes with their icons, and the action as a tool', async () => {
	const { rest } = bench();
	const own = (await rest.nodeTypes()).filter(({ name }) => name.startsWith(PACKAGE));

	expect(own.map(({ name }) => name.slice(PACKAGE.length + 1)).sort()).toEqual([
		'whatsAppInstance',
		'whatsAppInstanceEventTrigger',
		'whatsAppInstancePairingPageTrigger',
		'whatsAppInstanceTool',
		'whatsAppInstanceTrigger',
	]);
	for (const { iconUrl, codex } of own) {
		expect(codex?.categories?.length).toBeGreaterThan(0);
		const { light, dark } = iconUrl as { light: string; dark: string };
		for (const path of [light, dark]) {
			expect(await rest.text(`/${path}`)).toContain('<svg');
		}
	}
	const tool = own.find(({ name }) => name.endsWith('Tool'));
	expect(tool?.properties.map(({ name }) => name)).toContain('toolDescription');
});

describe.each(PROVIDER_NAMES)('as a tool of an AI agent, %s', (provider) => {
	const customer = { name: 'Shop_F', phone: '+201234567896' };
	let model: ScriptedModel;
	beforeAll(async () => {
		model = await ScriptedModel.start({ Name: customer.name, Phone: customer.phone });
	});
	afterAll(async () => {
		await model.close();
	});

	test('creates an instance and tells the model what it can use, and no secrets', async () => {
		const { rest, sandbox, credentials } = bench();
		const openAi = await rest.createCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: model.baseUrl,
		});
		const agent = node('AI Agent', `${LANGCHAIN}.agent`, 3.1, {
			promptType: 'define',
			text: 'Connect the customer to WhatsApp.',
		});
		const chatModel = node(
			'Chat Model',
			`${LANGCHAIN}.lmChatOpenAi`,
			1.3,
			{ model: { __rl: true, mode: 'id', value: 'scripted' }, responsesApiEnabled: false },
			{ credentials: { openAiApi: openAi } },
		);
		const tool = node(
			'WhatsApp',
			`${PACKAGE}.whatsAppInstanceTool`,
			1,
			{
				provider,
				resource: 'instance',
				operation: 'create',
				name: "={{ $fromAI('Name', '', 'string') }}",
				phone: "={{ $fromAI('Phone', '', 'string') }}",
			},
			credentialOf(provider, credentials),
		);
		const to = (type: 'main' | 'ai_languageModel' | 'ai_tool') => ({
			[type]: [[{ node: agent.name, type, index: 0 }]],
		});
		const workflow = await rest.createWorkflow({
			nodes: [manualStart(), agent, chatModel, tool],
			connections: {
				Start: to('main'),
				[chatModel.name]: to('ai_languageModel'),
				[tool.name]: to('ai_tool'),
			},
		});

		const execution = await rest.runToEnd(workflow, 'Start');

		expect(execution).toMatchObject({ status: 'success' });
		expect(itemsOf(execution, 'AI Agent')[0]?.json).toEqual({
			output: 'The customer can scan the code now.',
		});
		const [offer, result] = model.requests;
		expect(Object.keys(offer?.tools?.[0]?.function.parameters.properties ?? {})).toEqual([
			'Name',
			'Phone',
		]);
		const [instance] = sandbox.instances(provider);
		const told = String(result?.messages.at(-1)?.content);
		expect(JSON.parse(told)).toMatchObject([
			{
				...customer,
				instanceId: instance?.instanceId,
				status: 'awaitingScan',
				connected: false,
				created: true,
				qrCode: { mimeType: 'image/png' },
			},
		]);
		expect(told).not.toContain(sandbox.accounts[provider].apiKey);
		expect(told).not.toMatch(/iVBORw0KGgo|base64|access_?token|filesystem-v2/i);
	});
});
