import { existsSync, readFileSync } from 'node:fs';
import type { EventEnvelope } from '@orrery/contracts';
import mongoose, { type mongo } from 'mongoose';
import type { ChaosSystem } from './system.js';

/** The services whose databases take part in a checkout. */
export const TAKING_PART = ['catalog', 'inventory', 'orders', 'payments', 'reviews'] as const;

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An order, as its service's database has it. */
export interface OrderBook {
  readonly _id: string;
  readonly userId: string;
  readonly state: string;
  readonly version: number;
  readonly history: readonly { readonly state: string }[];
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  readonly total: Money | null;
  readonly failure: { readonly code: string } | null;
}

/** What somebody is about to buy. */
export interface CartBook {
  readonly userId: string;
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
}

/** One product in one warehouse. */
export interface StockBook {
  readonly _id: string;
  readonly productId: string;
  readonly warehouseId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly sold: number;
  readonly initial: number;
  readonly adjusted: number;
}

/** What an order was promised. */
export interface ReservationBook {
  readonly orderId: string;
  readonly state: string;
  readonly lines: readonly {
    readonly productId: string;
    readonly warehouseId: string;
    readonly quantity: number;
  }[];
}

/** A line of the payment provider's log. */
export interface ProviderEntry {
  readonly key: string;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund' | 'closed';
  readonly reference: string;
  readonly amountMinor: number;
  readonly outcome: 'APPROVED' | 'DECLINED';
}

/** What each service's events left behind. */
export interface EventBook {
  readonly service: string;
  readonly sent: readonly { readonly envelope: EventEnvelope; readonly pending: readonly string[] }[];
  /** What had its effect: a consumer's name, a space, the event's id. */
  readonly inbox: readonly string[];
  readonly deadLetters: readonly { readonly _id: string; readonly error: string }[];
  readonly parked: number;
}

/** All that is written down anywhere about a run. */
export interface Books {
  readonly orders: readonly OrderBook[];
  readonly carts: readonly CartBook[];
  readonly checkouts: readonly {
    readonly _id: string;
    readonly state: string;
    readonly createdAt: Date;
    readonly updatedAt: Date;
  }[];
  readonly stock: readonly StockBook[];
  readonly reservations: readonly ReservationBook[];
  readonly payments: readonly { readonly orderId: string; readonly state: string }[];
  readonly provider: readonly ProviderEntry[];
  readonly events: readonly EventBook[];
}

/** Reads the databases of a run, from beside its services. */
export class BookReader {
  readonly #connections = new Map<string, mongoose.Connection>();

  constructor(private readonly system: ChaosSystem) {}

  /** A service's database. */
  async database(service: string): Promise<mongo.Db> {
    let connection = this.#connections.get(service);
    if (!connection) {
      connection = mongoose.createConnection(this.system.databaseUri(service), {
        serverSelectionTimeoutMS: 5_000,
      });
      connection.on('error', () => undefined);
      this.#connections.set(service, connection);
    }
    const { db } = await connection.asPromise();
    if (!db) throw new Error(`${service}'s database cannot be reached`);
    return db;
  }

  async #all<T>(service: string, collection: string): Promise<T[]> {
    const rows = await (await this.database(service)).collection(collection).find().toArray();
    return rows as unknown as T[];
  }

  /** The figures of the stock at this instant. */
  stock(): Promise<StockBook[]> {
    return this.#all('inventory', 'stockLevels');
  }

  async read(): Promise<Books> {
    return {
      orders: await this.#all('orders', 'orders'),
      carts: await this.#all('orders', 'carts'),
      checkouts: await this.#all('orders', 'checkouts'),
      stock: await this.stock(),
      reservations: await this.#all('inventory', 'reservations'),
      payments: await this.#all('payments', 'payments'),
      provider: this.#provider(),
      events: await this.events(),
    };
  }

  /** What each service sent and took. */
  events(): Promise<EventBook[]> {
    return Promise.all(TAKING_PART.map((service) => this.#events(service)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close(true)));
  }

  async #events(service: string): Promise<EventBook> {
    const [sent, inbox, deadLetters, parked] = await Promise.all([
      this.#all<EventBook['sent'][number]>(service, 'outbox'),
      this.#all<{ _id: string }>(service, 'inbox'),
      this.#all<EventBook['deadLetters'][number]>(service, 'deadLetters'),
      this.#all(service, 'parkedEvents'),
    ]);
    return { service, sent, inbox: inbox.map(({ _id }) => _id), deadLetters, parked: parked.length };
  }

  #provider(): ProviderEntry[] {
    if (!existsSync(this.system.providerLog)) return [];
    const lines = readFileSync(this.system.providerLog, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as ProviderEntry);
  }
}
