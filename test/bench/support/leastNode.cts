import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

/** As many requests as Create has under way. */
export const AT_A_TIME = 5;

/**
 * The least a node can do that takes an ID from each item: reads one parameter of every item and
 * makes one request for all. What it takes, n8n takes from every node.
 */
export const leastNode: INodeType = {
	description: {
		displayName: 'Least',
		name: 'least',
		group: ['transform'],
		version: 1,
		description: 'Reads one parameter of every item and makes one request',
		defaults: { name: 'Least' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wachatApi', required: true }],
		properties: [{ displayName: 'ID', name: 'id', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const ids = this.getInputData().map((_item, index) => this.getNodeParameter('id', index));
		const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('wachatApi');
		await this.helpers.httpRequestWithAuthentication.call(this, 'wachatApi', {
			url: `${baseUrl}/instance/list`,
		});
		return [ids.map((id, index) => ({ json: { id }, pairedItem: { item: index } }))];
	},
};

/**
 * The least a node can do that creates instances: reads two parameters of every item, makes the
 * requests Create makes, so many at a time, and hands each image to n8n.
 */
export const leastCreateNode: INodeType = {
	description: {
		...leastNode.description,
		name: 'leastCreate',
		properties: [
			{ displayName: 'Name', name: 'name', type: 'string', default: '' },
			{ displayName: 'Phone', name: 'phone', type: 'string', default: '' },
		],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { helpers } = this;
		const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('wachatApi');
		const ask = async (options: IHttpRequestOptions): Promise<unknown> =>
			(await helpers.httpRequestWithAuthentication.call(this, 'wachatApi', options)) as unknown;
		await ask({ url: `${baseUrl}/instance/list` });

		const output: INodeExecutionData[] = [];
		const { length } = this.getInputData();
		let next = 0;
		const worker = async () => {
			while (next < length) {
				const item = next++;
				const instanceName = this.getNodeParameter('name', item);
				const phone = this.getNodeParameter('phone', item) as string;
				const image = (await ask({
					method: 'POST',
					url: `${baseUrl}/instance/create?response=image`,
					body: { instanceName, number: phone.slice(1) },
					encoding: 'arraybuffer',
				})) as Buffer;
				const data = await helpers.prepareBinaryData(image, 'qr-code.png', 'image/png');
				output[item] = { json: { instanceName }, binary: { data }, pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, worker));
		return [output];
	},
};
