import { NodeConnectionTypes, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

/** Hands on what the workflow was started with, as n8n's Manual Trigger does. */
const manualTrigger: INodeType = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return await Promise.resolve([this.getInputData()]);
	},
};

/** The nodes beside our own that workflow files use; n8n's own ones are 250 MB to install. */
export const helperNodes: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': manualTrigger,
};
