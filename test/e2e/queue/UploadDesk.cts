import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import type { Sandbox } from '../../sandbox/index.cts';
import { readQrCode } from '../../support/readQrCode.cts';

/** A QR code that reached its destination. */
export interface Upload {
	executionId: string;
	instanceId: string;
	/** What the picture says. */
	text: string;
	/** Whether the phone could have scanned it at that moment. */
	wasValid: boolean;
}

/** Takes in the QR codes that workflows send, as a customer's own system would. */
export class UploadDesk {
	readonly uploads: Upload[] = [];

	private constructor(
		private readonly app: FastifyInstance,
		/** Where pictures are sent to. */
		readonly url: string,
	) {}

	/** @param sandboxes say which code is valid */
	static async open(sandboxes: readonly Sandbox[]): Promise<UploadDesk> {
		const app = fastify({ forceCloseConnections: true });
		await app.register(multipart, { attachFieldsToBody: 'keyValues' });
		app.post<{ Body: { file: Buffer; executionId: string; instanceId: string } }>(
			'/uploads',
			({ body: { file, executionId, instanceId } }) => {
				const text = readQrCode(file);
				const wasValid = sandboxes
					.flatMap((sandbox) => sandbox.instances())
					.some((one) => one.instanceId === instanceId && one.pairingText === text);
				desk.uploads.push({ executionId, instanceId, text, wasValid });
				return { received: file.length };
			},
		);
		const address = await app.listen({ port: 0, host: '127.0.0.1' });
		const desk = new UploadDesk(app, `${address}/uploads`);
		return desk;
	}

	/** What one execution has sent. */
	of(executionId: string): Upload[] {
		return this.uploads.filter((upload) => upload.executionId === executionId);
	}

	async close(): Promise<void> {
		await this.app.close();
	}
}
