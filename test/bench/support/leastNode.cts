import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

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
