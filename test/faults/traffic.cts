import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What is under way between the nodes and the servers of this process, according to Node's diagnostics
 * channels. A request is parked while its server waits for time to pass, so that nothing moves
 * until it does.
 */
export class Traffic {
	/** Counts whatever happens. */
	changes = 0;

	private readonly connecting = new Set<Socket>();

	private readonly requests = new Set<ClientRequest>();

	/** By the port of the client. */
	private readonly parked = new Set<number>();

	private readonly servedPort = new AsyncLocalStorage<number>();

	private wakeUp: (() => void) | undefined;

	watch(): void {
		subscribe('net.client.socket', this.onSocket);
		subscribe('http.client.request.start', this.onRequest);
		subscribe('http.server.request.start', this.onServed);
	}

	stop(): void {
		unsubscribe('net.client.socket', this.onSocket);
		unsubscribe('http.client.request.start', this.onRequest);
		unsubscribe('http.server.request.start', this.onServed);
	}

	/** Says that the request being served here waits for time to pass. Gives what ends that. */
	park(): () => void {
		const port = this.servedPort.getStore();
		if (port === undefined) return () => undefined;
		this.parked.add(port);
		this.changed();
		return () => {
			this.parked.delete(port);
			this.changed();
		};
	}

	/** Whether some request waits for nothing but time. */
	get isHeldUp(): boolean {
		return [...this.requests].some((request) => this.isParked(request));
	}

	/** Resolves when nothing is under way but what waits for time to pass. */
	async settled(): Promise<void> {
		while (!this.isSettled) {
			await new Promise<void>((resolve) => {
				this.wakeUp = resolve;
			});
		}
	}

	private get isSettled(): boolean {
		return (
			this.connecting.size === 0 && [...this.requests].every((request) => this.isParked(request))
		);
	}

	private isParked({ socket }: ClientRequest): boolean {
		return this.parked.has(socket?.localPort ?? -1);
	}

	private readonly onSocket = (message: unknown): void => {
		const { socket } = message as { socket: Socket };
		this.connecting.add(socket);
		const end = () => {
			this.connecting.delete(socket);
			this.changed();
		};
		socket.once('connect', end).once('close', end);
		this.changed();
	};

	private readonly onRequest = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		this.requests.add(request);
		request.once('close', () => {
			this.requests.delete(request);
			this.changed();
		});
		this.changed();
	};

	private readonly onServed = (message: unknown): void => {
		const { remotePort } = (message as { request: IncomingMessage }).request.socket;
		if (remotePort === undefined) return;
		this.parked.delete(remotePort);
		this.servedPort.enterWith(remotePort);
		this.changed();
	};

	private changed(): void {
		this.changes += 1;
		this.wakeUp?.();
	}
}
