import type { RecentDeliveries } from './DeliveryLog';

/** The webhook this trigger has registered, stored from activation to deactivation. */
export interface StoredRegistration {
	id: string;
	url: string;
	/** The instance it is for; `null` stands for all. */
	instanceId: string | null;
	/** What signs the deliveries. The provider shows it only once. */
	secret: string;
	/**
	 * The n8n and the workflow that registered it, because an exported workflow contains its state.
	 */
	owner: string;
}

/** What the trigger keeps in the workflow's static data, so that it survives a restart. */
export interface TriggerState {
	registration?: StoredRegistration;
	recentDeliveries?: RecentDeliveries;
}
