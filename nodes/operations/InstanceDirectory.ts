import type { IDataObject } from 'n8n-workflow';

import type { Instance, QrCode } from '../domain/instance';
import type { Provider } from '../providers/Provider';
import { now } from '../transport/clock';
import type { Send } from '../transport/Session';

/** An instance with the provider's own answer about it. */
export interface Listed {
	instance: Instance;
	answer: IDataObject;
}

interface IssuedQrCode {
	qrCode: QrCode;
	issuedAt: number;
}

/**
 * What a run knows of one account's instances: asked for once however many items there are, and
 * kept up to date with what the run itself does.
 */
export class InstanceDirectory {
	private listing: Promise<Listed[]> | undefined;

	/** What this run has created itself; add to it. */
	readonly created: Listed[] = [];

	private readonly qrCodes = new Map<string, IssuedQrCode>();

	constructor(private readonly provider: Provider) {}

	/**
	 * The instances of the account. A failed request is not remembered, so that the next item can
	 * try again.
	 *
	 * @param onlyName when a single item asks, others may be left out
	 * @throws {ProviderError}
	 */
	async all(send: Send, onlyName?: string): Promise<Listed[]> {
		const listing = (this.listing ??= this.provider.getMany(send, onlyName));
		listing.catch(() => {
			if (this.listing === listing) this.listing = undefined;
		});
		const listed = await listing;
		return [...listed, ...this.created];
	}

	/** Asks the provider anew for the instances with a name. */
	async lookUp(send: Send, name: string): Promise<Listed[]> {
		return await this.provider.getMany(send, name);
	}

	rememberQrCode(instanceId: string, issued: IssuedQrCode): void {
		this.qrCodes.set(instanceId, issued);
	}

	/** A code this run has got for the instance and that can still be scanned. */
	validQrCode(instanceId: string): IssuedQrCode | undefined {
		const issued = this.qrCodes.get(instanceId);
		return issued && now() < issued.issuedAt + issued.qrCode.validFor ? issued : undefined;
	}
}
