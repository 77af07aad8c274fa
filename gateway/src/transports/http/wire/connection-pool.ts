import { Connection, type ConnectionOwner, type WireAddress } from './connection.js';
import type { Exchange } from './exchange.js';
import type { ResponseLimits } from './response-reader.js';
import type { Sweeper, Swept } from './sweeper.js';
import { WireFailure } from './wire-failure.js';

/** Bounds of the connections to one address. */
export interface PoolOptions {
  /** Most connections at once. */
  readonly connections: number;
  /** Most exchanges that wait for a connection; a further one fails as `overloaded`. */
  readonly queue: number;
  readonly connectTimeoutMs: number;
  /** How long a free connection is kept for reuse; a server that says it keeps less is believed. */
  readonly idleMs: number;
  readonly limits: ResponseLimits;
  readonly sweeper: Sweeper;
}

// A server counts from when it wrote, we from when it arrived: a connection this close to its end is not used.
const SERVER_CLOSE_MARGIN_MS = 1_000;

/** Connections to one address that are kept and used again, most recently used first. */
export class ConnectionPool implements ConnectionOwner, Swept {
  readonly #address: WireAddress;
  readonly #options: PoolOptions;
  readonly #open = new Set<Connection>();
  readonly #free: Connection[] = [];
  #queue: Exchange[] = [];
  #reaper: NodeJS.Timeout | undefined;
  #closed: (() => void) | undefined;

  constructor(address: WireAddress, options: PoolOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Connections that carry an exchange or are being made. */
  get busyCount(): number {
    return this.#open.size - this.#free.length;
  }

  /** Whether no connection is open. */
  get isUnused(): boolean {
    return this.#open.size === 0;
  }

  /** Exchanges that wait for a connection. */
  get queuedCount(): number {
    return this.#queue.length;
  }

  /** Sends an exchange now or, while all connections are in use, later in order; its `reject` gets WireFailures. */
  send(exchange: Exchange): void {
    this.#options.sweeper.watch(this);
    const free = this.#takeFree();
    if (free) free.start(exchange);
    else if (this.#open.size < this.#options.connections) this.#connect(exchange);
    else if (this.#queue.length < this.#options.queue) this.#queue.push(exchange);
    else exchange.reject(new WireFailure('overloaded', 'all connections are in use and the queue is full'));
  }

  /** Closes free connections now and the others after their exchanges. Resolves when none is open. */
  async close(): Promise<void> {
    clearTimeout(this.#reaper);
    for (const connection of [...this.#free]) connection.destroy();
    if (this.#open.size > 0) await new Promise<void>((resolve) => (this.#closed = resolve));
  }

  sweep(now: number): boolean {
    // The queue first: what is over there must not be given a connection that ends now.
    if (this.#queue.length > 0) this.#queue = this.#queue.filter((exchange) => isAlive(exchange, now));
    for (const connection of [...this.#open]) connection.sweep(now);
    return this.busyCount > 0 || this.#queue.length > 0;
  }

  freed(connection: Connection): void {
    const next = this.#queue.shift();
    if (next) {
      connection.start(next);
    } else if (this.#closed) {
      connection.destroy();
    } else {
      connection.idleSince = performance.now();
      this.#free.push(connection);
      this.#reaper ??= setTimeout(() => this.#reap(), this.#options.idleMs).unref();
    }
  }

  gone(connection: Connection): void {
    this.#open.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at >= 0) this.#free.splice(at, 1);
    const next = this.#queue.shift();
    if (next) this.#connect(next);
    if (this.#open.size === 0) this.#closed?.();
  }

  resend(exchange: Exchange): void {
    if (this.#open.size < this.#options.connections) this.#connect(exchange);
    else this.#queue.unshift(exchange);
  }

  #connect(exchange: Exchange): void {
    const { limits, connectTimeoutMs } = this.#options;
    const connection = new Connection(this.#address, { owner: this, limits, connectTimeoutMs });
    this.#open.add(connection);
    connection.start(exchange);
  }

  #takeFree(): Connection | undefined {
    if (this.#free.length === 0) return undefined;
    const now = performance.now();
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (now - free.idleSince < this.#keepMs(free)) return free;
      free.destroy();
    }
    return undefined;
  }

  #keepMs({ serverKeepsMs }: Connection): number {
    const { idleMs } = this.#options;
    return serverKeepsMs === undefined ? idleMs : Math.min(idleMs, serverKeepsMs - SERVER_CLOSE_MARGIN_MS);
  }

  #reap(): void {
    this.#reaper = undefined;
    const now = performance.now();
    for (const free of [...this.#free]) if (now - free.idleSince >= this.#keepMs(free)) free.destroy();
    if (this.#free.length > 0) {
      this.#reaper = setTimeout(() => this.#reap(), this.#options.idleMs).unref();
    }
  }
}

function isAlive({ lifetime, reject }: Exchange, now: number): boolean {
  if (now >= lifetime.expiresAt) reject(new WireFailure('timeout', 'no connection was free in time'));
  else if (lifetime.aborted) reject(new WireFailure('cancelled', 'cancelled'));
  else return true;
  return false;
}
