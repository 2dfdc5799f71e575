/** A code as the page shows it. All times are durations, because a visitor's clock may be wrong. */
export interface PageCode {
	/** Changes with every code. */
	id: string;
	/** The image of the QR code as base64; absent where there is none, or the page already has it. */
	png?: string;
	/** What to type on the phone instead of scanning. */
	pairingCode?: string;
	/** Milliseconds until it ends; `null` when nobody knows. */
	endsIn: number | null;
	/** Milliseconds from the beginning to the end of its life; `null` when nobody knows. */
	life: number | null;
}

/** What the page of one link has to show. */
export type PageState =
	/** A code is being requested, or the instance is starting. */
	| { kind: 'preparing' }
	/** Others get their codes first. */
	| { kind: 'queued'; ahead: number; readyIn: number }
	/** There is a code to scan or to type. */
	| { kind: 'scan'; code: PageCode }
	/** Somebody has scanned the code, and the connection is being made. */
	| { kind: 'connecting' }
	| { kind: 'connected' }
	/** The instance had stopped or failed and is being restarted. */
	| { kind: 'restarting' }
	/** The instance has stopped or failed, and the page cannot do anything about it. */
	| { kind: 'failed' }
	/** This kind of instance is not connected by a code. */
	| { kind: 'withoutCode' }
	/** The instance no longer exists. */
	| { kind: 'removed' }
	/** The provider does not answer, or not usefully. */
	| { kind: 'unavailable' }
	/** The link has ended. */
	| { kind: 'expired' }
	/** The link is wrong. */
	| { kind: 'invalid' };

export type PageStateKind = PageState['kind'];

/** What the page sends each time it asks. */
export interface PageQuestion {
	/** What stands behind the `#` of the link. */
	token: string;
	/** Identifies this window while it is open. */
	window: string;
	/** The `id` of the code it shows; absent while it shows none. */
	shows?: string;
	/**
	 * `ask`: somebody looks. `renew`: somebody who was typing a pairing code wants a new one. `leave`:
	 * the window is closed or out of sight, and a phone may still be connected in the next minutes.
	 */
	intent: 'ask' | 'renew' | 'leave';
	/** Whether this is the device of the phone, so that a pairing code is typed there, not scanned. */
	types: boolean;
	/** Whether it takes further answers in the same response, as long as nothing ends it. */
	follows: boolean;
	/** Milliseconds for which nobody has touched the page. */
	untouchedFor: number;
}

/** What of a question decides on its answer. */
export type Look = Pick<PageQuestion, 'intent' | 'types' | 'shows'>;

/** What the page receives; in a response that it follows, one on each line. */
export interface PageAnswer {
	state: PageState;
	/**
	 * Milliseconds after the end of the response until it asks again; `null` when nothing will change
	 * any more.
	 */
	askAgainIn: number | null;
}
