import type { ClientSession, Connection, mongo } from 'mongoose';
import { decodeCursor, encodeCursor } from '../graphql/cursor.js';
import type { PageRequest } from '../graphql/page-args.js';
import type { AuditRecord } from './audit-entry.js';

const COLLECTION = 'audit_log';
const ORDER = 'audit:newest';

/** A record as it is kept. */
export interface StoredAuditRecord extends AuditRecord {
  readonly _id: mongo.ObjectId;
}

/** Which records are asked for. */
export interface AuditFilter {
  readonly entityId?: string;
  readonly actorId?: string;
}

/** A page of records, the newest first. */
export interface AuditPage {
  readonly nodes: readonly StoredAuditRecord[];
  readonly hasNextPage: boolean;
  /** Whether it was asked for with a cursor. */
  readonly hasPreviousPage: boolean;
  cursorOf(record: StoredAuditRecord): string;
}

/** What was done in a service, in its own database. Records are added and read; nothing changes or removes one. */
export class AuditLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes the indexes of what is asked for. */
  async createIndexes(): Promise<void> {
    await this.#records().createIndexes([
      { key: { 'entities.id': 1, _id: -1 } },
      { key: { 'actor.id': 1, _id: -1 } },
    ]);
  }

  /** Adds a record. @param session that of the transaction in which it was done. @default none */
  async append(record: AuditRecord, session?: ClientSession): Promise<void> {
    await this.#records().insertOne({ ...record }, session && { session });
  }

  /** @throws RequestError BAD_USER_INPUT for a cursor that is none of this list's */
  async page({ first, after }: PageRequest, filter: AuditFilter): Promise<AuditPage> {
    const found = await this.#records()
      .find({ ...matching(filter), ...(after !== undefined && { _id: { $lt: this.#idIn(after) } }) })
      .sort({ _id: -1 })
      .limit(first + 1)
      .toArray();
    return {
      nodes: found.slice(0, first),
      hasNextPage: found.length > first,
      hasPreviousPage: after !== undefined,
      cursorOf: ({ _id }) => encodeCursor({ order: ORDER, key: [_id.toHexString()] }),
    };
  }

  /** How many records there are. */
  count(filter: AuditFilter): Promise<number> {
    return this.#records().countDocuments(matching(filter));
  }

  #idIn(cursor: string): mongo.ObjectId {
    const { ObjectId } = this.#connection.base.mongo;
    return ObjectId.createFromHexString(String(decodeCursor(cursor, ORDER).key[0]));
  }

  #records() {
    const { db } = this.#connection;
    if (!db) throw new Error('the database was not reached yet');
    return db.collection<AuditRecord>(COLLECTION);
  }
}

function matching({ entityId, actorId }: AuditFilter) {
  return {
    ...(entityId !== undefined && { 'entities.id': entityId }),
    ...(actorId !== undefined && { 'actor.id': actorId }),
  };
}
