import { connect, type Socket } from 'node:net';
import { deserialize } from 'bson';
import type { Document } from '../src/types.js';
import { encode } from '../src/wire/bson.js';
import { FrameReader } from '../src/wire/frame-reader.js';

/** One OP_MSG frame with a body and nothing else. */
export function messageFrame(body: Document, requestId = 1): Buffer {
  const bytes = encode(body);
  const frame = Buffer.alloc(21 + bytes.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(requestId, 4);
  frame.writeInt32LE(2013, 12);
  frame.set(bytes, 21);
  return frame;
}

/** A client without a driver: sends exactly what it is told. */
export class RawClient {
  private readonly reader = new FrameReader();
  private readonly waiting: ((reply: Document) => void)[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const frame of this.reader.push(chunk)) this.waiting.shift()?.(deserialize(frame.subarray(21)));
    });
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends a command and resolves with the answer, whether it succeeded or not. */
  command(body: Document): Promise<Document> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.socket.write(messageFrame(body));
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
