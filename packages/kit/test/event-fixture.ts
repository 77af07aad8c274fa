import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventEnvelope } from '@orrery/contracts';
import { startServer } from '@orrery/embedded-mongo';
import mongoose, { type Connection } from 'mongoose';

/** A connection to an embedded database of its own, and what ends both. */
export interface TestConnection {
  readonly connection: Connection;
  /** The address of the database. */
  readonly uri: string;
  close(): Promise<void>;
}

/** Starts an embedded database in a temporary folder and connects to it. @param transactionLifetimeMs @default 60000 */
export async function connectTestDatabase(transactionLifetimeMs?: number): Promise<TestConnection> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-kit-events-'));
  const server = await startServer({ dataDir, port: 0, fsync: false, transactionLifetimeMs });
  const connection = await mongoose.createConnection(server.uri).asPromise();
  return {
    connection,
    uri: server.uri,
    close: async () => {
      await connection.close();
      await server.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** An event of an order as it is on its way. */
export function orderEvent({ subject = 'ord_1', sequence = 1, state = 'PENDING' } = {}): EventEnvelope {
  const time = new Date().toISOString();
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/orders',
    type: 'order.state-changed',
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema: 'order.state-changed.v1',
    sequence,
    aggregateversion: sequence,
    // Its text is not ASCII: that survives every transport.
    data: { userId: 'usr_Zoë', state, productIds: ['prd_1'], at: time },
  };
}
