export const ID = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

/** A documented example of an instance, apart from its image. */
export const shop = {
	id: ID,
	name: 'Cairo Store',
	phone: '+201234567890',
	service_type: 'whatsapp',
	status: 'SCAN_QR_CODE',
	access_token: 'token',
	created_at: '2025-05-26T10:12:45',
};

/** What it is for this package. */
export const shopInstance = {
	instanceId: ID,
	name: 'Cairo Store',
	phone: '201234567890',
	status: 'awaitingScan',
	providerStatus: 'SCAN_QR_CODE',
	createdAt: '2025-05-26T10:12:45',
	accessToken: 'token',
};
