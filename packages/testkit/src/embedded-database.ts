import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@orrery/embedded-mongo';

/** An embedded database on a free port of 127.0.0.1, in a temporary folder of its own. */
export interface TestDatabase {
  /** The connection string for the database `name`. */
  uri(name: string): string;
  /** Ends the server and removes its folder. */
  close(): Promise<void>;
}

/** Starts a database that lives as long as a test file. It does not flush to disk: nothing outlives the test. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  const server = await startServer({ dataDir, port: 0, fsync: false });
  return {
    uri: (name) => {
      const uri = new URL(server.uri);
      uri.pathname = `/${name}`;
      return uri.href;
    },
    close: async () => {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
