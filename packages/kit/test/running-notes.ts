import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@orrery/embedded-mongo';
import {
  ANONYMOUS,
  createLogger,
  ensureSubgraphTokenKeys,
  loadConfig,
  SubgraphTokens,
} from '@orrery/runtime';
import { type AnyService, type RunningService, type ServiceConfig, startService } from '../src/index.js';
import { notes } from './notes-service.js';

/** The notes service as a process would run it, on a database and keys of its own. */
export interface RunningNotes {
  readonly url: string;
  readonly service: RunningService;
  /** The gateway's tokens, for any subgraph. */
  readonly tokens: SubgraphTokens;
  readonly tokenKeyFile: string;
  /** Every line that was logged so far. */
  readonly logged: readonly Record<string, unknown>[];
  readonly stopDatabase: () => Promise<void>;
  readonly startDatabase: () => Promise<void>;
  /** Sends a GraphQL request, as a gateway does for nobody in particular; answers its status, headers and body. */
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Answer }>;
  close(): Promise<void>;
}

/** A GraphQL answer. */
export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: string[]; extensions?: Record<string, unknown> }[];
}

/** Starts the service, or another of its shape, and its database on free ports; `settings` are further variables. */
export async function runNotes(
  settings: Record<string, string> = {},
  definition: AnyService = notes,
): Promise<RunningNotes> {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-notes-'));
  const dataDir = join(folder, 'data');
  const keys = await ensureSubgraphTokenKeys(join(folder, 'keys'));
  const tokens = new SubgraphTokens(keys.subgraphTokenKeyFile);
  let database = await startServer({ dataDir, port: 0, fsync: false });
  const { port } = new URL(database.uri);
  const env = {
    ORRERY_ENV: 'development',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: keys.subgraphTokenJwksFile,
    MONGODB_URI: `mongodb://127.0.0.1:${port}/notes${new URL(database.uri).search}`,
    MONGODB_SERVER_SELECTION_TIMEOUT_MS: '500',
    ...settings,
  };
  const logged: Record<string, unknown>[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLogger({ service: 'notes', level: 'info' }, { write });
  const cleanUp = async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  };
  let service: RunningService;
  try {
    const config = loadConfig('notes', definition.configSchema, { env }) as ServiceConfig;
    service = await startService(definition, config, { log });
    await service.ready;
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return {
    url: service.url,
    service,
    tokens,
    tokenKeyFile: keys.subgraphTokenKeyFile,
    logged,
    stopDatabase: () => database.close(),
    startDatabase: async () => {
      database = await startServer({ dataDir, port: Number(port), fsync: false });
    },
    post: async (body, headers = {}) => {
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: tokens.authorizationFor(ANONYMOUS, definition.name),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
    close: async () => {
      await service.stop();
      await cleanUp();
    },
  };
}
