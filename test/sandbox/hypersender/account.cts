import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.cts';
import { InstanceStore, type StoredInstance } from '../InstanceStore.cts';
import type { QrCode } from '../qrCodes.cts';
import { phoneDigits } from '../randomText.cts';
import type { SeedFields } from '../types.cts';
import { bearerToken } from './identifiers.cts';

const RESTART_STEP_MILLISECONDS = 5_000;

export interface HypersenderInstance extends StoredInstance {
	phone: string;
	readonly accessToken: string;
	/** When the phone was last connected; null before the first time. */
	connectedAt: number | null;
	/** Whether a restart brings the instance back without a scan. */
	paired: boolean;
}

/** Fields of a create request that passed validation. */
export interface NewInstance {
	phone: string;
	name: string;
	webhookUrl: string | null;
}

/** The Hypersender account. */
export class HypersenderAccount extends InstanceStore<HypersenderInstance> {
	constructor(clock: Clock) {
		super(clock, {
			provider: 'hypersender',
			awaitingScan: 'SCAN_QR_CODE',
			connected: 'WORKING',
			disconnected: 'STOPPED',
			failed: 'FAILED',
			// API.md, "QR codes".
			qrCodeLifetime: 60_000,
		});
	}

	nameIsTaken(name: string): boolean {
		return this.all().some((instance) => instance.name === name);
	}

	/** A new instance that waits for its scan, or for a server while QR codes are withheld. */
	create(fields: NewInstance): HypersenderInstance {
		const instance = this.add(fields);
		this.newQrCode(instance);
		return instance;
	}

	protected override addSeed(fields: SeedFields): HypersenderInstance {
		const { name, status, phone = `+${phoneDigits()}`, webhookUrl = null } = fields;
		const instance = this.add({ name, phone, webhookUrl });
		if (status === undefined || status === this.vocabulary.awaitingScan) {
			this.awaitScan(instance);
		} else this.becomes(instance, status);
		return instance;
	}

	/** A code that replaces the one before; null while codes are withheld or the instance boots. */
	newQrCode(instance: HypersenderInstance): QrCode | null {
		if (instance.status === 'STARTING') return null;
		if (this.qrCodesWithheld) {
			this.becomes(instance, 'PENDING');
			return null;
		}
		return this.awaitScan(instance);
	}

	/** What follows a restart, step by step (API.md, "POST /{instance}/restart"). */
	restart(instance: HypersenderInstance): void {
		const now = this.clock.now();
		this.becomes(instance, this.vocabulary.disconnected);
		instance.upcoming = [
			{ at: now + RESTART_STEP_MILLISECONDS, status: 'STARTING' },
			{
				at: now + 2 * RESTART_STEP_MILLISECONDS,
				status: instance.paired ? this.vocabulary.connected : this.vocabulary.awaitingScan,
			},
		];
	}

	protected override becomes(
		instance: HypersenderInstance,
		status: string,
		at = this.clock.now(),
	): void {
		super.becomes(instance, status, at);
		if (status === this.vocabulary.connected) {
			instance.connectedAt = at;
			instance.paired = true;
		}
		// API.md, "Statuses": a failed instance needs a restart and then a new QR code.
		if (status === this.vocabulary.failed) instance.paired = false;
	}

	private awaitScan(instance: HypersenderInstance): QrCode {
		this.becomes(instance, this.vocabulary.awaitingScan);
		return this.issueQrCode(instance);
	}

	private add({ name, phone, webhookUrl }: NewInstance): HypersenderInstance {
		const now = this.clock.now();
		const instance: HypersenderInstance = {
			instanceId: randomUUID(),
			name,
			phone,
			status: 'PENDING',
			qrCode: null,
			webhookUrl,
			createdAt: now,
			updatedAt: now,
			upcoming: [],
			accessToken: bearerToken(),
			connectedAt: null,
			paired: false,
		};
		this.keep(instance);
		return instance;
	}
}
