import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@orrery/embedded-mongo';
import { createLogger } from '@orrery/runtime';
import { expect, it } from 'vitest';
import { openService, type ServiceWorker } from '../src/index.js';
import { notes } from './notes-service.js';

it('should start workers when told to, wake them after each commit and end them before the database', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-workers-'));
  const server = await startServer({ dataDir, port: 0, fsync: false });
  const seen: string[] = [];
  const worker: ServiceWorker<unknown, unknown> = {
    start: (scope) => {
      seen.push('start');
      return {
        wake: () => void seen.push('wake'),
        stop: async () => {
          await scope().connection.db?.command({ ping: 1 });
          seen.push('stop');
        },
      };
    },
  };
  const config = notes.configSchema.parse({
    ORRERY_ENV: 'development',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
    MONGODB_URI: server.uri.replace(/\/(\?|$)/, '/notes$1'),
  });
  const log = createLogger({ service: 'notes', level: 'silent' });
  const opened = await openService({ ...notes, workers: [worker] }, config, { log });
  const { transaction } = opened.scope();
  await transaction(async () => undefined);
  expect(seen).toEqual([]);
  opened.startWorkers();
  await transaction(async () => undefined);
  await expect(
    transaction(async () => {
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await opened.close();
  await server.close();
  rmSync(dataDir, { recursive: true });
  expect(seen).toEqual(['start', 'wake', 'stop']);
});
