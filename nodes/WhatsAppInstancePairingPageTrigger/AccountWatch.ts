import type { Instance } from '../domain/instance';
import type { Provider } from '../providers/Provider';
import { attempt } from '../transport/attempt';
import { uptime } from '../transport/clock';
import type { Send } from '../transport/types';

// How much longer to wait after each failure in a row, as a factor, and at most.
const BACK_OFF = 2;
const MAX_BACK_OFF = 8;

// In milliseconds: a list that is older no longer says how an instance is.
const LIST_LASTS = 60_000;

/** What is known of an account's instances. */
export interface AccountView {
	/** By ID; `undefined` when no list has arrived in the last minute. */
	instances: ReadonlyMap<string, Instance> | undefined;
	/** Counts the lists that have arrived, so that two looks at the same list can be told apart. */
	listNumber: number;
	/** The `uptime` of the next request. */
	nextAt: number;
}

/** The instances of an account, requested at most once per interval however many pages are open. */
export class AccountWatch {
	private view: AccountView = { instances: undefined, listNumber: 0, nextAt: -Infinity };

	private listedAt = -Infinity;

	private failures = 0;

	private request: Promise<AccountView> | undefined;

	constructor(private readonly provider: Pick<Provider, 'status'>) {}

	/** The latest view; requests a new one when it is time. */
	async look(send: Send): Promise<AccountView> {
		if (this.request === undefined && uptime() < this.view.nextAt) return this.current();
		this.request ??= this.refresh(send).finally(() => {
			this.request = undefined;
		});
		return await this.request;
	}

	private current(): AccountView {
		if (uptime() < this.listedAt + LIST_LASTS) return this.view;
		return { ...this.view, instances: undefined };
	}

	private async refresh(send: Send): Promise<AccountView> {
		const { status } = this.provider;
		const listed = await attempt(status.list(send));
		if ('error' in listed) {
			const factor = Math.min(BACK_OFF ** this.failures, MAX_BACK_OFF);
			this.failures += 1;
			const nextAt = uptime() + status.pollInterval * factor;
			this.view = { ...this.view, nextAt };
			return this.current();
		}
		this.failures = 0;
		this.listedAt = uptime();
		this.view = {
			instances: new Map(listed.value.map(({ instance }) => [instance.instanceId, instance])),
			listNumber: this.view.listNumber + 1,
			nextAt: uptime() + status.pollInterval,
		};
		return this.view;
	}
}
