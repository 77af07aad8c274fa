import { type ClientSession, type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import type { EntityLookup } from './match.js';
import type { Row } from './types.js';

/** An event that a client was told to observe. */
export interface SeenEvent {
  readonly kind: string;
  readonly event: Row;
}

const SENSITIVE = new Set([
  'saslStart',
  'saslContinue',
  'authenticate',
  'getnonce',
  'createUser',
  'updateUser',
]);

const GREETINGS = new Set(['hello', 'ismaster', 'isMaster']);

/** True for a command that tells secrets: the driver empties its events. */
function isRedacted(commandName: string, event: Row): boolean {
  if (SENSITIVE.has(commandName)) return true;
  const content = (event.command ?? event.reply ?? event) as Row;
  return GREETINGS.has(commandName) && Object.keys(content).length === 0;
}

const COMMAND_EVENTS = {
  commandStartedEvent: 'commandStarted',
  commandSucceededEvent: 'commandSucceeded',
  commandFailedEvent: 'commandFailed',
} as const;

const POOL_EVENTS = {
  poolCreatedEvent: 'connectionPoolCreated',
  poolReadyEvent: 'connectionPoolReady',
  poolClearedEvent: 'connectionPoolCleared',
  poolClosedEvent: 'connectionPoolClosed',
  connectionCreatedEvent: 'connectionCreated',
  connectionReadyEvent: 'connectionReady',
  connectionClosedEvent: 'connectionClosed',
  connectionCheckOutStartedEvent: 'connectionCheckOutStarted',
  connectionCheckOutFailedEvent: 'connectionCheckOutFailed',
  connectionCheckedOutEvent: 'connectionCheckedOut',
  connectionCheckedInEvent: 'connectionCheckedIn',
} as const;

/** Maps the format's option names onto the driver's. */
export function driverOptions(options: Row | undefined): Row {
  if (!options) return {};
  const { readPreference, ...rest } = options;
  const mapped: Row = { ...rest };
  if (readPreference) mapped.readPreference = readPreference;
  return mapped;
}

/** Everything a case has made, by name. */
export class Entities implements EntityLookup {
  readonly values = new Map<string, unknown>();
  readonly events = new Map<string, SeenEvent[]>();
  readonly lsids = new Map<string, unknown>();
  /** How many connections each client has in use. */
  readonly checkedOut = new Map<string, number>();
  private readonly clients: MongoClient[] = [];
  private readonly sessions: ClientSession[] = [];

  constructor(private readonly uri: string) {}

  get(name: string): unknown {
    if (!this.values.has(name)) throw new Error(`no entity is called ${name}`);
    return this.values.get(name);
  }

  session(name: string): ClientSession {
    return this.get(name) as ClientSession;
  }

  async create(definitions: readonly Record<string, Row>[]): Promise<void> {
    for (const definition of definitions) {
      const [kind, options] = Object.entries(definition)[0]!;
      this.values.set(options.id as string, await this.make(kind, options));
    }
  }

  private async make(kind: string, options: Row): Promise<unknown> {
    switch (kind) {
      case 'client':
        return this.client(options);
      case 'database':
        return (this.get(options.client as string) as MongoClient).db(
          options.databaseName as string,
          driverOptions(options.databaseOptions as Row),
        );
      case 'collection':
        return (this.get(options.database as string) as Db).collection(
          options.collectionName as string,
          driverOptions(options.collectionOptions as Row),
        );
      case 'session': {
        const client = this.get(options.client as string) as MongoClient;
        const session = client.startSession(options.sessionOptions as Row);
        this.sessions.push(session);
        this.lsids.set(options.id as string, session.id);
        return session;
      }
      default:
        throw new Error(`entities of kind ${kind} are not supported by this runner`);
    }
  }

  private async client(options: Row): Promise<MongoClient> {
    const client = new MongoClient(this.uri, {
      ...(options.uriOptions as MongoClientOptions),
      ...(options.serverApi ? { serverApi: options.serverApi as MongoClientOptions['serverApi'] } : {}),
      monitorCommands: true,
      heartbeatFrequencyMS: 500,
    } as MongoClientOptions);
    this.clients.push(client);
    const seen: SeenEvent[] = [];
    this.events.set(options.id as string, seen);
    const ignored = new Set([
      'configureFailPoint',
      ...((options.ignoreCommandMonitoringEvents as string[]) ?? []),
    ]);
    const sensitive = options.observeSensitiveCommands === true;
    const all = { ...COMMAND_EVENTS, ...POOL_EVENTS };
    for (const kind of (options.observeEvents as string[]) ?? []) {
      const name = all[kind as keyof typeof all];
      if (!name) continue;
      client.on(name as 'commandStarted', (seenEvent: unknown) => {
        const event = seenEvent as Row;
        const commandName = event.commandName as string | undefined;
        const hidden =
          commandName && (ignored.has(commandName) || (!sensitive && isRedacted(commandName, event)));
        if (!hidden) seen.push({ kind, event });
      });
    }
    this.countConnections(client, options.id as string);
    await client.connect();
    return client;
  }

  private countConnections(client: MongoClient, id: string): void {
    const change = (by: number) => this.checkedOut.set(id, (this.checkedOut.get(id) ?? 0) + by);
    client.on('connectionCheckedOut', () => change(1));
    client.on('connectionCheckedIn', () => change(-1));
  }

  async close(): Promise<void> {
    for (const value of this.values.values()) {
      if (
        typeof value === 'object' &&
        value !== null &&
        'close' in value &&
        !(value instanceof MongoClient)
      ) {
        await (value as { close(): Promise<void> }).close().catch(() => undefined);
      }
    }
    for (const session of this.sessions) await session.endSession().catch(() => undefined);
    for (const client of this.clients) await client.close();
  }
}
