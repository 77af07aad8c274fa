import type { Socket } from 'node:net';
import { dispatch } from '../commands/dispatch.js';
import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';
import { FrameReader } from '../wire/frame-reader.js';
import { type Request, readHeader, readRequest } from '../wire/message.js';
import { encodeFrame, type Reply } from '../wire/reply.js';
import type { AuthState } from './auth.js';
import type { Host } from './host.js';

/** More frames than this waiting for their turn, and the socket is read no further until they are done. */
const MOST_QUEUED = 64;

/** One client's socket: its requests are answered one after the other. */
export class Connection {
  readonly auth: AuthState = {};
  appName: string | undefined;
  private readonly reader = new FrameReader();
  private readonly queue: Buffer[] = [];
  private working = false;
  private closed = false;

  constructor(
    readonly id: number,
    private readonly socket: Socket,
    private readonly host: Host,
    private readonly onClose: () => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  /** Keeps what a client says about itself in its first hello. */
  describeClient(client: Document): void {
    const application: unknown = client.application;
    if (isDocument(application) && typeof application.name === 'string') this.appName = application.name;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.queue.length = 0;
    this.socket.destroy();
    this.onClose();
  }

  private receive(chunk: Buffer): void {
    if (this.closed) return;
    try {
      this.queue.push(...this.reader.push(chunk));
    } catch {
      this.close();
      return;
    }
    if (this.queue.length > MOST_QUEUED) this.socket.pause();
    if (!this.working && this.queue.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    while (!this.closed) {
      const frame = this.queue.shift();
      if (!frame) break;
      await this.answer(frame);
    }
    this.working = false;
    if (this.socket.isPaused()) this.socket.resume();
  }

  private async answer(frame: Buffer): Promise<void> {
    let request: Request;
    try {
      request = readRequest(frame);
    } catch (error) {
      if (error instanceof CommandError) this.refuse(frame, error);
      else this.close();
      return;
    }
    const outcome = await dispatch(this.host, this, request);
    if ('close' in outcome) this.close();
    else if (!request.moreToCome) this.reply(outcome.reply, request);
  }

  /** Answers a frame that is whole but whose BSON makes no sense. */
  private refuse(frame: Buffer, error: CommandError): void {
    const { requestId, opCode } = readHeader(frame);
    const body = { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
    this.send(encodeFrame({ body }, requestId, opCode));
  }

  private reply(reply: Reply, { requestId, opCode }: Request): void {
    let frame: Buffer;
    try {
      frame = encodeFrame(reply, requestId, opCode);
    } catch (error) {
      const errmsg = `the answer cannot be encoded: ${(error as Error).message}`;
      frame = encodeFrame({ body: { ok: 0, errmsg, code: 1, codeName: 'InternalError' } }, requestId, opCode);
    }
    this.send(frame);
  }

  private send(frame: Buffer): void {
    if (!this.closed && this.socket.writable) this.socket.write(frame);
  }
}
