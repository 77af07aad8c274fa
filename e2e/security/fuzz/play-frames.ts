import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Frame, FrameSequence } from './frames.js';

/** What a server said over a WebSocket. */
export interface SocketAnswer {
  /** How it refused the connection, where it did. */
  readonly refused: { readonly status: number; readonly body: string } | undefined;
  /** Every message, as it came. */
  readonly messages: readonly string[];
  /** Undefined when it was still open after all that was sent. */
  readonly closeCode: number | undefined;
}

const MOST_CONTROL_BYTES = 125; // RFC 6455, 5.5

/** What ends a sequence: a server that takes messages answers it. */
const LAST = '{"type":"ping","payload":{"fuzz":"last"}}';

/** Opens a WebSocket, sends all frames, and waits until the server has taken them or closed. @throws Error when there is no connection */
export function playFrames(
  port: number,
  { protocols, headers, frames, isPatient }: FrameSequence,
): Promise<SocketAnswer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, [...protocols], { headers });
  const messages: string[] = [];
  return new Promise((resolve, reject) => {
    let isTaken = false;
    socket.once('unexpected-response', async (_request, response: IncomingMessage) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve({ refused: { status: response.statusCode ?? 0, body }, messages, closeCode: undefined });
      socket.terminate();
    });
    socket.once('open', async () => {
      const [first] = frames;
      if (isPatient && first) {
        put(socket, first);
        await new Promise<void>((heard) => {
          socket.once('message', () => heard());
          socket.once('close', () => heard());
        });
      }
      for (const frame of isPatient ? frames.slice(1) : frames) put(socket, frame);
      if (socket.readyState === WebSocket.OPEN) socket.send(LAST);
    });
    socket.on('message', (data) => {
      const text = String(data);
      messages.push(text);
      if (!text.includes('"pong"') || !text.includes('"fuzz":"last"')) return;
      isTaken = true;
      socket.close();
    });
    socket.once('close', (code) =>
      resolve({ refused: undefined, messages, closeCode: isTaken ? undefined : code }),
    );
    socket.on('error', (error) => {
      // The library's own verdict, before it hears the server's: it has nothing to say that the server did.
      if (error.message === 'Server sent no subprotocol') isTaken = true;
      // What was refused is told above; one that broke while it was open is closed right after.
      if (socket.readyState === WebSocket.CONNECTING) reject(error);
    });
  });
}

function put(socket: WebSocket, frame: Frame): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  switch (frame.kind) {
    case 'text':
      socket.send(frame.text);
      break;
    case 'binary':
      socket.send(Buffer.from(frame.text));
      break;
    case 'pieces':
      for (const [nth, piece] of frame.pieces.entries()) {
        socket.send(piece, { fin: nth === frame.pieces.length - 1 });
      }
      break;
    case 'ping':
    case 'pong':
      socket[frame.kind](Buffer.from(frame.text).subarray(0, MOST_CONTROL_BYTES));
      break;
    case 'bytes':
      // The library has no way to break the protocol.
      (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from(frame.hex, 'hex'));
  }
}
