import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Credentials } from './auth.js';
import { Connection } from './connection.js';
import { Host } from './host.js';

/** How to start a server. */
export interface StartOptions {
  /** The folder that holds the data; made when there is none. */
  readonly dataDir: string;
  /** @default 0, which takes any free port */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Flush every commit to disk, so that it survives a crash of the machine. @default true */
  readonly fsync?: boolean;
  /** The one user that may do anything; without it there is no authentication. */
  readonly credentials?: Credentials | undefined;
  /** Understand `configureFailPoint`, as MongoDB's test servers do. @default false */
  readonly testCommands?: boolean;
  /** How many changes change streams can go back. @default 100_000 */
  readonly oplogEntries?: number;
  /** How long a cursor lives unread. @default 600_000 (10 minutes) */
  readonly cursorTimeoutMs?: number;
  /** How long a transaction may stay open. @default 60_000 */
  readonly transactionLifetimeMs?: number;
  /** How often expired documents are looked for. @default 60_000 */
  readonly ttlIntervalMs?: number;
}

/** A server that is listening. */
export interface EmbeddedMongo {
  readonly port: number;
  /** A connection string without credentials, e.g. `mongodb://127.0.0.1:27101/?replicaSet=rs0`. */
  readonly uri: string;
  /** Ends all connections, commits what is pending and gives up the folder. */
  close(): Promise<void>;
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** The address to tell clients: one that stands for all of them is none to connect to. */
function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}

class RunningServer implements EmbeddedMongo {
  readonly connections = new Set<Connection>();
  port = 0;
  uri = '';
  private closing: Promise<void> | undefined;

  constructor(
    private readonly server: Server,
    private readonly host: Host,
  ) {}

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.close();
    await stopped;
    await this.host.close();
  }
}

/**
 * Starts a server on a data folder.
 * @throws Error when the port is taken, or the folder is damaged, in use or from another version
 */
export async function startServer(options: StartOptions): Promise<EmbeddedMongo> {
  const host = new Host({
    dataDir: options.dataDir,
    fsync: options.fsync ?? true,
    credentials: options.credentials,
    testCommands: options.testCommands ?? false,
    oplogEntries: options.oplogEntries ?? 100_000,
    cursorTimeoutMs: options.cursorTimeoutMs ?? 600_000,
    transactionLifetimeMs: options.transactionLifetimeMs ?? 60_000,
    ttlIntervalMs: options.ttlIntervalMs ?? 60_000,
  });
  let lastId = 0;
  const server = createServer((socket) => {
    const connection: Connection = new Connection(++lastId, socket, host, () =>
      running.connections.delete(connection),
    );
    running.connections.add(connection);
  });
  const running = new RunningServer(server, host);
  const address = options.host ?? '127.0.0.1';
  try {
    const { port } = await listen(server, options.port ?? 0, address);
    running.port = port;
    host.address = `${reachable(address)}:${port}`;
    running.uri = `mongodb://${host.address}/?replicaSet=rs0`;
  } catch (error) {
    await host.close();
    throw error;
  }
  return running;
}
