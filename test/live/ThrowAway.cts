import { randomBytes } from 'node:crypto';

import type { CreatePlan, ReadParameter } from '../../nodes/providers/Provider.ts';
import type { Attempt } from '../../nodes/transport/attempt.ts';
import type { ProviderError } from '../../nodes/transport/ProviderError.ts';
import type { Send } from '../../nodes/transport/types.ts';
import { cleanText } from './cleaning.cts';
import type { LiveAccount } from './LiveAccount.cts';
import type { LifeStep, LiveInstance, LiveProvider } from './LiveProvider.cts';

// In milliseconds; the provider's clock and this one need not agree on when a code was issued.
const AFTER_EXPIRY = 3_000;

// What the provider is still at work on may appear, or be gone, a moment later.
const CLEAN_UP_TRIES = 3;
const CLEAN_UP_PAUSE = 2_000;

/** Whether there is an instance of this name; `possible` when a response got lost. */
type Existence = 'none' | 'possible' | 'certain';

/** An instance of the check's own: created, followed through its life and deleted. */
export class ThrowAway {
	/** Nobody takes it for the instance of a customer. */
	readonly name = `live-check-${randomBytes(5).toString('hex')}`;

	private existence: Existence = 'none';

	private instanceId: string | undefined;

	private readonly plan: CreatePlan;

	/** @throws {ParameterError} when the phone cannot be used */
	constructor(
		private readonly account: LiveAccount<LifeStep>,
		private readonly live: LiveProvider,
		private readonly say: (text: string) => void,
	) {
		const { phone } = account.settings;
		const parameters = { ...live.life.parameters, name: this.name, phone };
		this.plan = account.provider.create.readPlan(readerOf(parameters));
	}

	/** Its name, for as long as it exists or may exist. */
	get leftBehind(): string | undefined {
		return this.existence === 'none' ? undefined : this.name;
	}

	/**
	 * Runs the whole life. The instance is cleaned up afterwards, whatever has happened.
	 *
	 * @returns whether every step was taken
	 * @throws {ProviderError} of kind `cancelled` when the check is interrupted
	 */
	async run(): Promise<boolean> {
		try {
			const instance = await this.create();
			if (instance === undefined) return false;
			await this.showCodes(instance);
			await this.end(instance);
			return true;
		} finally {
			await this.cleanUp();
		}
	}

	private async create(): Promise<LiveInstance | undefined> {
		this.say(`Creating '${this.name}' ...`);
		this.existence = 'possible';
		const created = await this.account.lastingStep('create', (send) =>
			this.account.provider.create.run(send, this.plan),
		);
		if ('value' in created) {
			this.found(created.value.instance.instanceId);
		} else {
			this.tell('Create', created);
			if (created.error.traits.outcomeUnknown) await this.lookUp();
			else this.existence = 'none';
		}
		await this.account.pause(0);
		const { instanceId, name } = this;
		return instanceId === undefined ? undefined : { instanceId, name };
	}

	private async showCodes(instance: LiveInstance): Promise<void> {
		const { account, live } = this;
		await live.life.afterCreate?.(account, instance);
		await this.take('QR code', 'code', (send) => this.requestCode(send, instance));
		await this.take('State', 'state', (send) =>
			account.provider.status.getLive(send, instance.instanceId),
		);
		const pause = live.life.codeLifetime + AFTER_EXPIRY;
		this.say(`Waiting ${Math.ceil(pause / 1000)} seconds until the code has run out ...`);
		await account.pause(pause);
		await this.take('QR code renewed', 'codeRenewed', (send) => this.requestCode(send, instance));
		await live.life.afterCodes?.(account, instance);
	}

	private async requestCode(send: Send, { instanceId }: LiveInstance): Promise<void> {
		await this.account.provider.qrCode.request(send, instanceId, 'json');
	}

	private async end({ instanceId }: LiveInstance): Promise<void> {
		const { logout, delete: deletion } = this.account.provider;
		if (logout !== undefined) {
			await this.take('Log out', 'logOut', (send) => logout.run(send, instanceId));
			await this.take('Log out again', 'logOutAgain', (send) => logout.run(send, instanceId));
		}
		if (deletion !== undefined) {
			await this.take('Delete', 'delete', (send) => deletion.run(send, instanceId));
			await this.take('Delete again', 'deleteAgain', (send) => deletion.run(send, instanceId));
		}
	}

	/** Takes a step of the life; that it is refused ends nothing, because that shows something too. */
	private async take(
		title: string,
		step: LifeStep,
		work: (send: Send) => Promise<unknown>,
	): Promise<void> {
		this.tell(title, await this.account.step(step, work));
	}

	private tell(title: string, outcome: Attempt<unknown>): void {
		const end = 'value' in outcome ? 'done' : this.words(outcome.error);
		this.say(`${title}: ${end}`);
	}

	/**
	 * Makes sure that nothing is left of the instance. A list without it counts, not the response to a
	 * request to delete.
	 */
	private async cleanUp(): Promise<void> {
		const { provider } = this.account;
		if (this.existence === 'none' || provider.delete === undefined) {
			await this.tellWhatStays();
			return;
		}
		for (let tries = 1; this.leftBehind !== undefined && tries <= CLEAN_UP_TRIES; tries += 1) {
			if (tries > 1) await this.account.lastingPause(CLEAN_UP_PAUSE);
			await this.remove();
		}
		if (this.leftBehind === undefined) this.say(`'${this.name}' is gone.`);
		else this.say(`'${this.name}' may be left behind. Delete it by hand.`);
	}

	private async remove(): Promise<void> {
		const ids = await this.listed();
		if (ids === undefined) return;
		if (ids.length === 0 && this.existence === 'certain') this.existence = 'none';
		const { logout, delete: deletion } = this.account.provider;
		for (const id of ids) {
			this.found(id);
			// Refused where no phone is connected, which does not matter here.
			if (logout !== undefined) {
				await this.account.lastingStep('cleanUp', (send) => logout.run(send, id));
			}
			if (deletion !== undefined) {
				await this.account.lastingStep('cleanUp', (send) => deletion.run(send, id));
			}
		}
		if (ids.length > 0 && (await this.listed())?.length === 0) this.existence = 'none';
	}

	private async tellWhatStays(): Promise<void> {
		const { removeByHand } = this.live.life;
		if (this.existence === 'possible') await this.lookUp();
		if (this.existence === 'none') return;
		this.say(`'${this.name}' remains. ${removeByHand ?? 'Delete it by hand.'}`);
	}

	/** Looks for the instance after a response got lost. */
	private async lookUp(): Promise<void> {
		const [id] = (await this.listed()) ?? [];
		if (id !== undefined) this.found(id);
	}

	/** The IDs of the instances that have the name; `undefined` when there is no list. */
	private async listed(): Promise<string[] | undefined> {
		const list = await this.account.lastingStep('lookUp', (send) =>
			this.account.provider.status.list(send),
		);
		if ('error' in list) return undefined;
		return list.value
			.map(({ instance }) => instance)
			.filter(({ name, instanceId }) => name === this.name || instanceId === this.instanceId)
			.map(({ instanceId }) => instanceId);
	}

	private found(instanceId: string): void {
		this.existence = 'certain';
		this.instanceId = instanceId;
	}

	private words({ message }: ProviderError): string {
		return cleanText(message, this.account.redact);
	}
}

function readerOf(parameters: Readonly<Record<string, unknown>>): ReadParameter {
	return <Value,>(name: string, fallback: Value): Value =>
		name in parameters ? (parameters[name] as Value) : fallback;
}
