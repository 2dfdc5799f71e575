import { randomBytes } from 'node:crypto';

import {
	isConnected,
	type Instance,
	type InstanceStatus,
	unknownInstance,
} from '../domain/instance';
import { isQrCode, type CodeDetails, type QrCodeResult } from '../domain/qrCode';
import type { LiveStatus, Provider } from '../providers/Provider';
import { attempt, type Attempt } from '../transport/attempt';
import { uptime } from '../transport/clock';
import type { ProviderError } from '../transport/ProviderError';
import { RateLimiter } from '../transport/RateLimiter';
import type { Send } from '../transport/types';
import { AccountWatch, type AccountView } from './AccountWatch';
import { CodeQueue } from './CodeQueue';
import type { Look, PageCode, PageState } from './PageState';

// All in milliseconds.

/** A connection closes once after a scan, and comes back by itself. */
const CONNECTING_TAKES = 45_000;
/** An instance that has been restarted needs a while to have a code. */
const RESTART_TAKES = 60_000;
/** After a restart that has not helped, an instance is left alone for so long. */
const NO_RESTART_FOR = 600_000;
/** Where a code's age is not known, the engine may have replaced it after this time. */
const CODE_OF_UNKNOWN_AGE = 20_000;
/** Where nobody says how long a code lives, it is not shown for longer. */
const LIFE_OF_UNKNOWN_LENGTH = 60_000;
/** Each request for a pairing code may end the one before, so people get the time to type one. */
const TYPING_TAKES = 160_000;
/** An instance that does not get on by itself for so long needs help. */
const STARTING_TAKES = 90_000;
/** For so long a page goes on showing a code while a newer one is requested. */
const CODE_TAKES = 1_000;
/** After a request for a code that failed. */
const CODE_RETRY = 5_000;

// A page that shows neither a code nor an ending after so many failures in a row says so.
const MAX_CODE_FAILURES = 6;

// How many lists in a row have to lack an instance before it counts as gone.
const LISTS_WITHOUT = 2;

/** What a page of one link may do, and who it is. */
export interface Visit {
	instanceId: string;
	question: Look;
	/** Whether an instance that has stopped or failed is to be restarted. */
	restartIfNeeded: boolean;
	send: Send;
}

/** What a visitor is told, and the instance it is about. */
export interface VisitAnswer {
	state: PageState;
	instance: Instance;
	/** Whether the latest list has it, so that its status is known. */
	isListed: boolean;
	/** Milliseconds until there is a new list. */
	askAgainIn: number;
	/** Milliseconds until it is the turn of this link, or its code has to be looked at again. */
	dueIn?: number;
}

/** What the page needs of a code, and since when it is there. */
interface ReceivedCode extends Pick<CodeDetails, 'pairingCode' | 'validFor'> {
	id: string;
	png: string | undefined;
	receivedAt: number;
}

/** What is known of one instance, over all windows that show it. */
interface Room {
	instance: Instance;
	usedAt: number;
	code?: ReceivedCode;
	codeRequest?: Promise<void>;
	codeFailures: number;
	/** The `uptime` before which no code is requested again. */
	noCodeBefore: number;
	/** When somebody last looked who types the pairing code. */
	typedAt: number;
	/** Since when it has had its status. */
	statusSince: number;
	/** Since when a scan has been on its way to a connection. */
	scannedAt: number | undefined;
	/** The latest restart; one that was only too early does not count. */
	restart?: { startedAt: number; hasFailed: boolean } | undefined;
	/** Whether the live status has confirmed that it is connected. */
	isConfirmed: boolean;
	liveRequest?: Promise<Attempt<LiveStatus>>;
	lastList: number;
	listsWithout: number;
}

/** How an instance gets to be connected from its status. */
type Course = 'connected' | 'getsCode' | 'startsByItself' | 'hasStopped';

const COURSES: Readonly<Record<InstanceStatus, Course>> = {
	pending: 'startsByItself',
	starting: 'startsByItself',
	awaitingScan: 'getsCode',
	connected: 'connected',
	disconnected: 'hasStopped',
	failed: 'hasStopped',
	// It may be waiting for a scan; only a request for a code can tell.
	unknown: 'getsCode',
};

/** Statuses in which an instance may be for a moment between a scan and the connection. */
const MAY_FOLLOW_A_SCAN: Readonly<Record<InstanceStatus, boolean>> = {
	pending: true,
	starting: true,
	awaitingScan: false,
	connected: false,
	disconnected: true,
	failed: false,
	unknown: true,
};

/** All that one process of n8n knows of the open pairing pages of one account. */
export class PairingService {
	/** Keeps the provider's limits over all pages of the account. */
	readonly limiter = new RateLimiter();

	private readonly watch: AccountWatch;

	private readonly queue: CodeQueue;

	private readonly rooms = new Map<string, Room>();

	constructor(private readonly provider: Provider) {
		this.watch = new AccountWatch(provider);
		this.queue = new CodeQueue(provider.qrCode.limit, this.limiter);
	}

	/**
	 * Answers a page that asks. What is requested for one page serves all others.
	 *
	 * @throws what is neither a `ProviderError` nor part of an answer
	 */
	async answer(visit: Visit): Promise<VisitAnswer> {
		const view = await this.watch.look(visit.send);
		const room = this.roomOf(visit.instanceId);
		this.note(room, view, visit.instanceId);
		const state = await this.stateOf(room, view, visit);
		if (state.kind !== 'queued') this.queue.leave(visit.instanceId);
		const dueIn = this.dueIn(room, state);
		return {
			state,
			instance: room.instance,
			isListed: view.instances !== undefined && room.listsWithout === 0,
			askAgainIn: Math.max(0, view.nextAt - uptime()),
			...(dueIn > 0 && { dueIn }),
		};
	}

	/** Forgets instances that nobody has looked at for a while. */
	forgetUnused(before: number): void {
		for (const [instanceId, { usedAt }] of this.rooms) {
			if (usedAt < before) this.rooms.delete(instanceId);
		}
	}

	/** Whether nobody has looked at any instance of the account for a while. */
	get isUnused(): boolean {
		return this.rooms.size === 0;
	}

	private roomOf(instanceId: string): Room {
		const time = uptime();
		const room = this.rooms.get(instanceId) ?? {
			instance: unknownInstance(instanceId),
			usedAt: time,
			codeFailures: 0,
			noCodeBefore: -Infinity,
			typedAt: -Infinity,
			statusSince: time,
			scannedAt: undefined,
			isConfirmed: false,
			lastList: 0,
			listsWithout: 0,
		};
		room.usedAt = time;
		this.rooms.set(instanceId, room);
		return room;
	}

	/** Takes over what a list says about the instance. */
	private note(room: Room, { instances, listNumber }: AccountView, instanceId: string): void {
		if (instances === undefined || listNumber === room.lastList) return;
		room.lastList = listNumber;
		const listed = instances.get(instanceId);
		room.listsWithout = listed === undefined ? room.listsWithout + 1 : 0;
		if (listed === undefined) return;

		const before = room.instance.status;
		room.instance = listed;
		if (listed.status === before) return;
		room.statusSince = uptime();
		const mayBeScan = before === 'awaitingScan' && room.code !== undefined;
		if (mayBeScan && MAY_FOLLOW_A_SCAN[listed.status]) room.scannedAt = uptime();
		if (!MAY_FOLLOW_A_SCAN[listed.status]) room.scannedAt = undefined;
		if (!isConnected(listed)) room.isConfirmed = false;
		if (COURSES[listed.status] !== 'getsCode') delete room.code;
	}

	private async stateOf(room: Room, view: AccountView, visit: Visit): Promise<PageState> {
		if (view.instances === undefined) return { kind: 'unavailable' };
		if (room.listsWithout >= LISTS_WITHOUT) return { kind: 'removed' };
		if (room.listsWithout > 0) return { kind: 'preparing' };
		if (room.instance.withoutQrCode !== undefined) return { kind: 'withoutCode' };

		switch (COURSES[room.instance.status]) {
			case 'connected':
				return await this.confirm(room, visit);
			case 'getsCode':
				return await this.showCode(room, visit);
			case 'startsByItself':
				if (isWithin(room.scannedAt, CONNECTING_TAKES)) return { kind: 'connecting' };
				if (isWithin(room.restart?.startedAt, RESTART_TAKES)) return { kind: 'restarting' };
				return isWithin(room.statusSince, STARTING_TAKES)
					? { kind: 'preparing' }
					: await this.recover(room, visit);
			case 'hasStopped':
				if (isWithin(room.scannedAt, CONNECTING_TAKES)) return { kind: 'connecting' };
				return await this.recover(room, visit);
		}
	}

	/** No answer is believed alone: where list and live status disagree, the live one counts. */
	private async confirm(room: Room, { instanceId, send }: Visit): Promise<PageState> {
		if (!room.isConfirmed) {
			room.liveRequest ??= attempt(this.provider.status.getLive(send, instanceId)).finally(() => {
				delete room.liveRequest;
			});
			const live = await room.liveRequest;
			if ('value' in live && !isConnected(live.value)) return { kind: 'connecting' };
			room.isConfirmed = true;
		}
		return { kind: 'connected' };
	}

	/** Gets an instance going that does not by itself. */
	private async recover(room: Room, visit: Visit): Promise<PageState> {
		switch (this.provider.recovery[room.instance.status]) {
			case 'none':
				return { kind: 'preparing' };
			case 'getQrCode':
				return await this.showCode(room, visit);
			case 'restart':
				return await this.restart(room, visit);
		}
	}

	private async restart(room: Room, visit: Visit): Promise<PageState> {
		const { restart } = this.provider;
		if (restart === undefined || !visit.restartIfNeeded) return { kind: 'failed' };
		const earlier = room.restart;
		if (earlier !== undefined && isWithin(earlier.startedAt, NO_RESTART_FOR)) {
			const isUnderWay = !earlier.hasFailed && isWithin(earlier.startedAt, RESTART_TAKES);
			return { kind: isUnderWay ? 'restarting' : 'failed' };
		}
		if (hasLeft(visit)) return { kind: 'preparing' };
		const latest = { startedAt: uptime(), hasFailed: false };
		room.restart = latest;
		const response = await attempt(restart.run(visit.send, visit.instanceId));
		if ('error' in response && response.error.traits.isRateLimit) room.restart = undefined;
		else latest.hasFailed = 'error' in response;
		return { kind: latest.hasFailed ? 'failed' : 'restarting' };
	}

	private async showCode(room: Room, visit: Visit): Promise<PageState> {
		const { question, instanceId } = visit;
		if (question.types) room.typedAt = uptime();
		const isWanted = question.intent === 'renew' || uptime() >= this.freshUntil(room);
		const mayRequest = room.codeRequest === undefined && uptime() >= room.noCodeBefore;
		if (isWanted && mayRequest && !hasLeft(visit) && this.queue.join(instanceId) === null) {
			room.codeRequest = this.requestCode(room, visit).finally(() => {
				delete room.codeRequest;
			});
		}
		const mustWait = question.intent === 'renew' || !isAlive(room);
		if (mustWait && !hasLeft(visit)) await room.codeRequest;
		if (room.code !== undefined && isAlive(room)) {
			return { kind: 'scan', code: this.present(room.code, question) };
		}
		const place = this.queue.placeOf(instanceId);
		if (place !== null) return { kind: 'queued', ...place };
		return { kind: room.codeFailures >= MAX_CODE_FAILURES ? 'failed' : 'preparing' };
	}

	private async requestCode(room: Room, { instanceId, send }: Visit): Promise<void> {
		const response = await attempt(this.provider.qrCode.request(send, instanceId, 'json'));
		const outcome = 'value' in response ? response.value.qrCode : response.error;
		const code = received(outcome, room.code);
		if (code === undefined) {
			const mayJustWait = 'error' in response && response.error.traits.isRateLimit;
			if (mayJustWait) this.queue.takeBack(instanceId);
			else room.codeFailures += 1;
			room.noCodeBefore = uptime() + CODE_RETRY;
			return;
		}
		room.codeFailures = 0;
		room.code = code;
	}

	/** The `uptime` until which the code of an instance is so new that no other is needed. */
	private freshUntil({ code, typedAt }: Room): number {
		if (code === undefined) return -Infinity;
		// Each request at a provider that limits them makes a new code, whose age is therefore known.
		const isAgeKnown = this.provider.qrCode.limit !== undefined && code.validFor !== null;
		const until = isAgeKnown ? Infinity : code.receivedAt + CODE_OF_UNKNOWN_AGE;
		return Math.max(typedUntil(code, typedAt), Math.min(until, endOf(code)));
	}

	/** Milliseconds until something is due for this link alone; not positive when nothing is. */
	private dueIn(room: Room, state: PageState): number {
		if (state.kind === 'queued') return state.readyIn;
		if (state.kind !== 'scan') return 0;
		return room.codeRequest === undefined ? this.freshUntil(room) - uptime() : CODE_TAKES;
	}

	private present(code: ReceivedCode, { shows }: Look): PageCode {
		const isAgeKnown = this.provider.qrCode.limit !== undefined;
		const life = isAgeKnown ? code.validFor : null;
		return {
			id: code.id,
			...(code.png !== undefined && shows !== code.id && { png: code.png }),
			...(code.pairingCode !== undefined && { pairingCode: code.pairingCode }),
			endsIn: life === null ? null : Math.max(0, code.receivedAt + life - uptime()),
			life,
		};
	}
}

/** Whether an `uptime` is less than so many milliseconds ago. */
function isWithin(since: number | undefined, milliseconds: number): boolean {
	return since !== undefined && uptime() < since + milliseconds;
}

/** Whether a code can still be used. */
function isAlive({ code, typedAt }: Room): boolean {
	return code !== undefined && uptime() < Math.max(typedUntil(code, typedAt), endOf(code));
}

/** The `uptime` at which a code can no longer be scanned. */
function endOf({ receivedAt, validFor }: ReceivedCode): number {
	return receivedAt + (validFor ?? LIFE_OF_UNKNOWN_LENGTH);
}

/** The `uptime` until which somebody may be typing the pairing code of a code. */
function typedUntil({ pairingCode, receivedAt }: ReceivedCode, typedAt: number): number {
	return pairingCode === undefined
		? -Infinity
		: Math.min(typedAt + CODE_OF_UNKNOWN_AGE, receivedAt + TYPING_TAKES);
}

/** Whether nobody looks any more, so that nothing is to be requested for them but the status. */
function hasLeft({ question }: Visit): boolean {
	return question.intent === 'leave';
}

/**
 * The code in a response; `undefined` when there is none. The same code as before keeps its ID, so
 * that pages need not draw it again.
 */
function received(
	outcome: QrCodeResult | ProviderError,
	before: ReceivedCode | undefined,
): ReceivedCode | undefined {
	if (outcome instanceof Error) return undefined;
	const details = isQrCode(outcome) ? outcome : outcome.withoutImage;
	const png = isQrCode(outcome) ? outcome.png.toString('base64') : undefined;
	if (details === undefined || (png === undefined && details.pairingCode === undefined)) {
		return undefined;
	}
	const { validFor, pairingCode } = details;
	const isSame = before?.png === png && before?.pairingCode === pairingCode;
	return {
		id: isSame && before ? before.id : randomBytes(6).toString('base64url'),
		png,
		receivedAt: uptime(),
		validFor,
		...(pairingCode !== undefined && { pairingCode }),
	};
}
