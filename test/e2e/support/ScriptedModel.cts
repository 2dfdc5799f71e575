import fastify, { type FastifyInstance } from 'fastify';

/** A message as the chat completions API of OpenAI writes it. */
export interface ChatMessage {
	role: string;
	content?: unknown;
	tool_calls?: unknown[];
}

/** What an agent asks a chat model. */
export interface ChatRequest {
	messages: ChatMessage[];
	tools?: {
		function: {
			name: string;
			description: string;
			parameters: { properties: Record<string, unknown> };
		};
	}[];
}

/**
 * A chat model at a local address, which follows its script: it calls the only tool it is given,
 * once, and says a last sentence when it has got the result.
 */
export class ScriptedModel {
	private constructor(
		private readonly server: FastifyInstance,
		/** In order of arrival. */
		readonly requests: ChatRequest[],
		/** What goes into the base URL of n8n's OpenAI credential. */
		readonly baseUrl: string,
	) {}

	/** @param toolArguments what it calls the tool with */
	static async start(toolArguments: Record<string, unknown>): Promise<ScriptedModel> {
		const server = fastify();
		const requests: ChatRequest[] = [];
		server.post('/v1/chat/completions', (request) => {
			const asked = request.body as ChatRequest;
			requests.push(asked);
			return completion(nextMessage(asked, toolArguments));
		});
		const address = await server.listen({ host: '127.0.0.1', port: 0 });
		return new ScriptedModel(server, requests, `${address}/v1`);
	}

	async close(): Promise<void> {
		await this.server.close();
	}
}

function nextMessage(
	{ messages, tools = [] }: ChatRequest,
	toolArguments: Record<string, unknown>,
): ChatMessage {
	if (messages.at(-1)?.role === 'tool') {
		return { role: 'assistant', content: 'The customer can scan the code now.' };
	}
	const [tool] = tools;
	if (!tool) throw new Error('the agent offers no tool');
	const call = { name: tool.function.name, arguments: JSON.stringify(toolArguments) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: 'call_1', type: 'function', function: call }],
	};
}

function completion(message: ChatMessage): object {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1000),
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
