import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.cts';
import { InstanceStore, type StoredInstance } from '../InstanceStore.cts';
import type { QrCode } from '../qrCodes.cts';
import { pairingCode, phoneDigits } from '../randomText.cts';
import type { SandboxInstance, SeedFields } from '../types.cts';
import { instancePrefix } from './identifiers.cts';

export type Integration = 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS';

const DEFAULT_INSTANCE_LIMIT = 1000;

export interface WachatInstance extends StoredInstance {
	readonly id: number;
	readonly integration: string;
	readonly settings: Record<string, boolean>;
	readonly evolutionInstanceId: string;
	/** The phone that has scanned the code; null while it is the one that was given. */
	owner: string | null;
	/** How many QR codes have been issued since the last connection. */
	qrCount: number;
	readonly numberGiven: boolean;
	/** Belongs to the QR code issued last; only when a number was given (API.md, "QR codes"). */
	pairingCode: string | null;
}

/** Fields of a create request that passed validation. */
export interface NewInstance {
	name: string;
	number: string | null;
	integration: string;
	settings: Record<string, boolean>;
}

/** What happened to an instance, for the webhooks. */
export type InstanceEvent = 'connection.update' | 'qrcode.updated';

/** The Wachat account. */
export class WachatAccount extends InstanceStore<WachatInstance> {
	instanceLimit = DEFAULT_INSTANCE_LIMIT;
	/** Told of every change a webhook exists for. */
	announce: (instance: WachatInstance, event: InstanceEvent) => void = () => undefined;
	private lastId = 0;

	constructor(clock: Clock) {
		super(clock, {
			provider: 'wachat',
			awaitingScan: 'connecting',
			connected: 'open',
			disconnected: 'close',
			failed: 'refused',
			// API.md, "QR codes".
			qrCodeLifetime: 45_000,
		});
	}

	/** A new instance: with a QR code for Baileys, connected at once for the Business platform. */
	create(fields: NewInstance): WachatInstance {
		const instance = this.add(fields);
		if (isBaileys(instance)) this.currentQrCode(instance);
		else this.becomes(instance, this.vocabulary.connected);
		return instance;
	}

	protected override addSeed(fields: SeedFields): WachatInstance {
		const { awaitingScan, connected } = this.vocabulary;
		const integration = fields.details?.['integration'];
		const instance = this.add({
			name: fields.name,
			number: fields.phone?.replace(/\D/g, '') ?? null,
			integration: typeof integration === 'string' ? integration : 'WHATSAPP-BAILEYS',
			settings: {},
		});
		const status = fields.status ?? (isBaileys(instance) ? awaitingScan : connected);
		if (status === awaitingScan) this.issueQrCode(instance);
		else this.becomes(instance, status);
		return instance;
	}

	/** The code that is valid, else a new one; null while connected or codes are withheld. */
	currentQrCode(instance: WachatInstance): QrCode | null {
		const { connected, disconnected, failed, awaitingScan } = this.vocabulary;
		if (this.qrCodesWithheld || instance.status === connected) return null;
		if (instance.status === disconnected || instance.status === failed) {
			this.becomes(instance, awaitingScan);
		}
		return this.validQrCode(instance) ?? this.issueQrCode(instance);
	}

	override describe(instance: WachatInstance): SandboxInstance {
		const { integration, settings } = instance;
		return {
			...super.describe(instance),
			details: { integration, settings: { ...settings } },
		};
	}

	override reset(): void {
		super.reset();
		this.instanceLimit = DEFAULT_INSTANCE_LIMIT;
		this.lastId = 0;
	}

	protected override issueQrCode(instance: WachatInstance): QrCode {
		const code = super.issueQrCode(instance);
		instance.qrCount += 1;
		instance.pairingCode = instance.numberGiven ? pairingCode() : null;
		this.announce(instance, 'qrcode.updated');
		return code;
	}

	protected override becomes(
		instance: WachatInstance,
		status: string,
		at = this.clock.now(),
	): void {
		super.becomes(instance, status, at);
		if (status === this.vocabulary.connected) {
			instance.qrCount = 0;
			instance.pairingCode = null;
			// Whoever scans brings the number along.
			instance.phone ??= phoneDigits();
		}
		this.announce(instance, 'connection.update');
	}

	private add({ name, number, integration, settings }: NewInstance): WachatInstance {
		const now = this.clock.now();
		this.lastId += 1;
		const instance: WachatInstance = {
			instanceId: `t1_${instancePrefix()}_${name.replace(/[^\w-]+/g, '_')}`,
			id: this.lastId,
			name,
			phone: number,
			status: this.vocabulary.awaitingScan,
			qrCode: null,
			webhookUrl: null,
			createdAt: now,
			updatedAt: now,
			upcoming: [],
			integration,
			settings,
			evolutionInstanceId: randomUUID(),
			owner: null,
			qrCount: 0,
			numberGiven: number !== null,
			pairingCode: null,
		};
		this.keep(instance);
		return instance;
	}
}

/** Whether the instance pairs a phone by QR code at all. */
export function isBaileys({ integration }: WachatInstance): boolean {
	return integration === 'WHATSAPP-BAILEYS';
}
