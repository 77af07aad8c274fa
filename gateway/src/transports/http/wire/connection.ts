import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { decompressed, textOf } from './body-text.js';
import type { Exchange } from './exchange.js';
import { type ResponseLimits, ResponseReader } from './response-reader.js';
import { WireFailure, type WireFault } from './wire-failure.js';

/** Where connections go to. */
export interface WireAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** Who keeps a connection, and is told what becomes of it. */
export interface ConnectionOwner {
  /** It is free for another exchange. */
  freed(connection: Connection): void;
  /** It is gone for good; its exchange, if any, has been rejected or is handed to `resend`. */
  gone(connection: Connection): void;
  /** An exchange of which nothing was answered on a connection that had been used before. */
  resend(exchange: Exchange): void;
}

// Reads of all connections go into one buffer, one after the other: each is used up before the next begins.
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** One connection of HTTP/1.1, which carries one exchange at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #limits: ResponseLimits;
  readonly #reader: ResponseReader;
  readonly #connectBy: number;
  #exchange: Exchange | undefined;
  #connected = false;
  #used = false;
  #dead = false;

  /** When it was last freed, and how long the server keeps it then; of `performance.now()`. */
  idleSince = 0;
  serverKeepsMs: number | undefined;

  constructor(
    address: WireAddress,
    options: { owner: ConnectionOwner; limits: ResponseLimits; connectTimeoutMs: number },
  ) {
    this.#owner = options.owner;
    this.#limits = options.limits;
    this.#reader = new ResponseReader(options.limits);
    this.#connectBy = performance.now() + options.connectTimeoutMs;
    this.#socket = this.#connect(address);
    this.#socket
      .on('end', () => this.#ended())
      .on('error', (error) => this.#down(this.#lost(error)))
      .on('close', () => this.#down(this.#lost()));
  }

  /** Carries an exchange; the connection must be new or free. */
  start(exchange: Exchange): void {
    this.#exchange = exchange;
    if (this.#connected) this.#write(exchange);
  }

  /** Ends the exchange if its time is over or nobody waits for it. */
  sweep(now: number): void {
    const { lifetime } = this.#exchange ?? {};
    if (!lifetime) return;
    if (now >= lifetime.expiresAt) this.#down(failure('timeout', 'no answer in time'));
    else if (lifetime.aborted) this.#down(failure('cancelled', 'cancelled'));
    else if (!this.#connected && now >= this.#connectBy) {
      this.#down(failure('timeout', 'no connection in time'));
    }
  }

  /** Ends it at once; an exchange on it fails. */
  destroy(): void {
    this.#down(failure('cancelled', 'the connection was closed'));
  }

  #connect(address: WireAddress): Socket {
    const { host, port, tls } = address;
    const onConnect = () => {
      this.#connected = true;
      if (this.#exchange) this.#write(this.#exchange);
    };
    if (tls) {
      const servername = isIP(host) ? undefined : host;
      const socket = connectTls({ host, port, servername, ALPNProtocols: ['http/1.1'] }, onConnect);
      return socket.setNoDelay().on('data', (chunk: Buffer) => void this.#read(chunk.length, chunk));
    }
    const onread = {
      buffer: READ_BUFFER,
      callback: (size: number, buffer: Uint8Array) => this.#read(size, buffer as Buffer),
    };
    return connect({ host, port, noDelay: true, onread } as TcpNetConnectOpts, onConnect);
  }

  #write({ head, body, isAscii }: Exchange): void {
    this.#reader.reset();
    const socket = this.#socket;
    if (isAscii) {
      socket.write(head + body, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body, 'utf8');
    socket.uncork();
  }

  #read(size: number, buffer: Buffer): boolean {
    if (this.#dead) return true;
    if (!this.#exchange) {
      this.#down(failure('not HTTP', 'bytes that nobody asked for'));
      return true;
    }
    try {
      if (this.#reader.read(buffer, size)) this.#complete(this.#exchange);
    } catch (error) {
      this.#down(error);
    }
    return true;
  }

  #ended(): void {
    if (this.#dead) return;
    try {
      if (this.#exchange && this.#reader.end()) this.#complete(this.#exchange);
      else this.#down(this.#lost());
    } catch (error) {
      this.#down(error);
    }
  }

  #complete(exchange: Exchange): void {
    const { head, body, reusable } = this.#reader;
    this.#exchange = undefined;
    if (head.encoding === '' || head.encoding === 'identity') {
      exchange.resolve({ status: head.status, body: textOf(body) });
    } else {
      const copy = Buffer.from(body);
      decompressed(copy, head.encoding, this.#limits.bodyBytes).then(
        (bytes) => exchange.resolve({ status: head.status, body: textOf(bytes) }),
        exchange.reject,
      );
    }
    // An answer that came before all of the request was sent leaves the rest of it on the way.
    if (!reusable || this.#socket.writableLength > 0) {
      this.#down(undefined);
      return;
    }
    this.#used = true;
    this.serverKeepsMs = head.keepAliveMs;
    this.#owner.freed(this);
  }

  #lost(cause?: unknown): WireFailure {
    return this.#connected
      ? failure('reset', 'the connection ended before the answer', cause)
      : failure('connect', 'no connection', cause);
  }

  #down(error: unknown): void {
    if (this.#dead) return;
    this.#dead = true;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#socket.destroy();
    this.#owner.gone(this);
    if (!exchange) return;
    const isLost = error instanceof WireFailure && error.fault === 'reset';
    // The server may close an idle connection at the moment that it is used: that says nothing about the request.
    if (isLost && this.#used && !this.#reader.started && exchange.resendable) {
      exchange.resendable = false;
      this.#owner.resend(exchange);
    } else {
      exchange.reject(error);
    }
  }
}

function failure(fault: WireFault, message: string, cause?: unknown): WireFailure {
  return new WireFailure(fault, message, cause);
}
