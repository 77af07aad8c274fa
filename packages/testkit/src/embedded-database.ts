import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@orrery/embedded-mongo';
import { MongoClient } from 'mongodb';
import { withDatabase } from './connection-string.js';

/** A database that lives as long as a test file. */
export interface TestDatabase {
  /** The connection string for the database `name`. */
  uri(name: string): string;
  /** Ends it and removes what was in it. */
  close(): Promise<void>;
}

/**
 * Starts an embedded database on a free port of 127.0.0.1, in a temporary folder; it does not flush to disk: nothing
 * outlives the test. With MONGODB_URI set, databases with names of their own on that MongoDB, dropped at the end.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { MONGODB_URI } = process.env;
  return MONGODB_URI ? databasesOn(MONGODB_URI) : embeddedDatabase();
}

async function embeddedDatabase(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  const server = await startServer({ dataDir, port: 0, fsync: false });
  return {
    uri: (name) => withDatabase(server.uri, name),
    close: async () => {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function databasesOn(address: string): TestDatabase {
  const prefix = `orrery-test-${randomUUID().slice(0, 13)}`;
  const used = new Set<string>();
  return {
    uri: (name) => {
      const own = `${prefix}-${name}`;
      used.add(own);
      return withDatabase(address, own);
    },
    close: async () => {
      const client = await MongoClient.connect(address);
      for (const name of used) await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
