import type { RecentDeliveries } from './DeliveryLog';

/** The webhook this trigger has registered, as it is kept between activation and deactivation. */
export interface StoredRegistration {
	id: string;
	url: string;
	/** The instance it is for; `null` stands for all. */
	instanceId: string | null;
	/** What deliveries are signed with. The provider shows it only once. */
	secret: string;
	/** The n8n and the workflow that registered it: an exported workflow takes its state along. */
	owner: string;
}

/** What the trigger keeps in the workflow's static data, so that it survives a restart. */
export interface TriggerState {
	registration?: StoredRegistration;
	recentDeliveries?: RecentDeliveries;
}
