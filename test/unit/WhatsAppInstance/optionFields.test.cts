import { NodeHelpers, type INode } from 'n8n-workflow';

import { WhatsAppInstance } from '../../../nodes/WhatsAppInstance/WhatsAppInstance.node.ts';
import { providerCredentials, providerField } from '../../../nodes/shared/providerFields.ts';
import { providerList } from '../../../nodes/providers/index.ts';

const { description } = new WhatsAppInstance();

test.each(providerList.map(({ name, endpoint }) => [name, endpoint.credentialType]))(
	'with %s as provider, n8n asks for the credential %s alone',
	(provider, credentialType) => {
		const node: INode = {
			id: '1',
			name: 'WhatsApp Instance',
			type: 'n8n-nodes-whatsapp-instance.whatsAppInstance',
			typeVersion: 1,
			position: [0, 0],
			parameters: { provider },
		};
		const shown = (description.credentials ?? []).filter((credential) =>
			NodeHelpers.displayParameter(node.parameters, credential, node, description),
		);

		expect(shown.map(({ name }) => name)).toEqual([credentialType]);
	},
);

test("the editor shows the choice of the provider, because no credential names it in 'show'", () => {
	for (const { displayOptions } of providerCredentials(providerList)) {
		expect(displayOptions?.show?.[providerField(providerList).name]).toBeUndefined();
	}
});
