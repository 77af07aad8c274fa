import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebSocketConnection } from './websocket-connection.js';

/** The parts of a WebSocket that a connection uses, with a client that reads nothing. */
class StuckSocket extends EventEmitter {
  readonly OPEN = WebSocket.OPEN;
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly close = vi.fn(() => {
    this.readyState = WebSocket.CLOSING;
  });
  readonly terminate = vi.fn(() => {
    this.emit('close', 1006, Buffer.from(''));
  });
  readonly ping = vi.fn();

  send(message: string): void {
    this.sent.push(message);
    this.bufferedAmount += message.length;
  }
}

describe("a client's WebSocket", () => {
  let socket: StuckSocket;
  let connection: WebSocketConnection;
  const slow = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    slow.mockClear();
    socket = new StuckSocket();
    const partial: Partial<WebSocket> = socket as never;
    connection = new WebSocketConnection(partial as WebSocket, { bytes: 10, messages: 5 }, { slow });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('should be closed with 4509 once its buffer is full, and destroyed 1 s later', () => {
    for (const message of ['12345', '67890', 'more', 'and more']) connection.send(message);
    expect(socket.sent).toEqual(['12345', '67890']);
    expect(slow).toHaveBeenCalledTimes(1);
    expect(socket.close.mock.calls).toEqual([[4509, 'Slow client']]);
    vi.advanceTimersByTime(999);
    expect(socket.terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(socket.terminate).toHaveBeenCalledTimes(1);
  });

  it('should not be destroyed when the close goes through', () => {
    connection.close(1001, 'Going away');
    socket.emit('close', 1001, Buffer.from(''));
    vi.advanceTimersByTime(10_000);
    expect(socket.terminate).not.toHaveBeenCalled();
  });

  it('should be closed with as much of a long reason as fits, and no character in halves', () => {
    connection.close(4409, `${'a'.repeat(121)}\u{1f4a5}b`);
    connection.close(4409, `${'a'.repeat(122)}b`);
    expect(socket.close.mock.calls).toEqual([
      [4409, 'a'.repeat(121)],
      [4409, `${'a'.repeat(122)}b`],
    ]);
  });

  it('should be destroyed when it gave no sign of life since the last time', () => {
    connection.checkAlive();
    socket.emit('pong');
    connection.checkAlive();
    expect(socket.ping).toHaveBeenCalledTimes(2);
    expect(socket.terminate).not.toHaveBeenCalled();
    connection.checkAlive();
    expect(socket.terminate).toHaveBeenCalledTimes(1);
  });
});
