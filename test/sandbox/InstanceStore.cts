import type { Clock } from './clock.cts';
import { NotPossibleError, UnknownInstanceError } from './errors.cts';
import { issueQrCode, type QrCode } from './qrCodes.cts';
import type { SandboxAccount } from './SandboxProvider.cts';
import type { ProviderName, SandboxInstance, SeedFields } from './types.cts';

export interface StoredInstance {
	readonly instanceId: string;
	readonly name: string;
	phone: string | null;
	status: string;
	qrCode: QrCode | null;
	webhookUrl: string | null;
	readonly createdAt: number;
	updatedAt: number;
	/** Statuses that arrive as the clock moves, earliest first. */
	upcoming: { at: number; status: string }[];
}

/** A provider's own words for the statuses all providers have, and how long its codes live. */
export interface ProviderVocabulary {
	readonly provider: ProviderName;
	readonly awaitingScan: string;
	readonly connected: string;
	readonly disconnected: string;
	readonly failed: string;
	readonly qrCodeLifetime: number;
}

/** The instances of one provider and what can happen to them from outside. */
export abstract class InstanceStore<Instance extends StoredInstance> implements SandboxAccount {
	qrCodesWithheld = false;
	private readonly instances = new Map<string, Instance>();

	constructor(
		protected readonly clock: Clock,
		protected readonly vocabulary: ProviderVocabulary,
	) {}

	seed(fields: SeedFields): SandboxInstance {
		return this.describe(this.addSeed(fields));
	}

	has(instanceId: string): boolean {
		return this.instances.has(instanceId);
	}

	/** The instance as it is now, or null. */
	find(instanceId: string): Instance | null {
		const instance = this.instances.get(instanceId);
		if (instance === undefined) return null;
		this.settle(instance);
		return instance;
	}

	/** As `find`. Throws UnknownInstanceError when it is not there. */
	get(instanceId: string): Instance {
		const instance = this.find(instanceId);
		if (instance === null) throw new UnknownInstanceError(instanceId);
		return instance;
	}

	all(): Instance[] {
		const instances = [...this.instances.values()];
		for (const instance of instances) this.settle(instance);
		return instances;
	}

	describe(instance: Instance): SandboxInstance {
		return {
			provider: this.vocabulary.provider,
			instanceId: instance.instanceId,
			name: instance.name,
			phone: instance.phone,
			status: instance.status,
			pairingText: this.validQrCode(instance)?.text ?? null,
			webhookUrl: instance.webhookUrl,
		};
	}

	describeAll(): SandboxInstance[] {
		return this.all().map((instance) => this.describe(instance));
	}

	scan(instanceId: string): void {
		const instance = this.get(instanceId);
		if (this.validQrCode(instance) === null) {
			throw new NotPossibleError(
				`Instance "${instanceId}" has no valid QR code to scan; its status is ${instance.status}.`,
			);
		}
		this.becomes(instance, this.vocabulary.connected);
	}

	expireQrCode(instanceId: string): void {
		this.get(instanceId).qrCode = null;
	}

	setStatus(instanceId: string, status: string): void {
		this.becomes(this.get(instanceId), status);
	}

	fail(instanceId: string): void {
		this.becomes(this.get(instanceId), this.vocabulary.failed);
	}

	drop(instanceId: string): void {
		this.becomes(this.get(instanceId), this.vocabulary.disconnected);
	}

	remove(instanceId: string): void {
		this.get(instanceId);
		this.instances.delete(instanceId);
	}

	reset(): void {
		this.instances.clear();
		this.qrCodesWithheld = false;
	}

	validQrCode(instance: Instance): QrCode | null {
		const code = instance.qrCode;
		return code !== null && this.clock.now() < code.expiresAt ? code : null;
	}

	/** Makes an instance from the fields of a seed and keeps it. */
	protected abstract addSeed(fields: SeedFields): Instance;

	protected keep(instance: Instance): void {
		this.instances.set(instance.instanceId, instance);
	}

	protected issueQrCode(instance: Instance): QrCode {
		const code = issueQrCode(this.clock.now(), this.vocabulary.qrCodeLifetime);
		instance.qrCode = code;
		return code;
	}

	/** Takes the status on; only an instance that waits for a scan keeps its code. */
	protected becomes(instance: Instance, status: string, at = this.clock.now()): void {
		instance.upcoming = [];
		instance.status = status;
		instance.updatedAt = at;
		if (status !== this.vocabulary.awaitingScan) instance.qrCode = null;
	}

	private settle(instance: Instance): void {
		const now = this.clock.now();
		const due = instance.upcoming.filter(({ at }) => at <= now);
		const later = instance.upcoming.filter(({ at }) => at > now);
		for (const { at, status } of due) this.becomes(instance, status, at);
		instance.upcoming = later;
	}
}
