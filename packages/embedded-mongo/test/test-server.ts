import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { afterEach } from 'vitest';
import { type EmbeddedMongo, type StartOptions, startServer } from '../src/index.js';

/** A server in a folder of its own, and clients of it; all gone after the test. */
export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-test-'));
  private server: EmbeddedMongo | undefined;
  private readonly clients: MongoClient[] = [];

  get uri(): string {
    return this.server!.uri;
  }

  get port(): number {
    return this.server!.port;
  }

  async start(options: Partial<StartOptions> = {}): Promise<void> {
    this.server = await startServer({ dataDir: this.folder, fsync: false, ...options });
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.splice(0).map((client) => client.close()));
    await this.server?.close();
    this.server = undefined;
  }

  async client(options: MongoClientOptions = {}): Promise<MongoClient> {
    const client = await new MongoClient(this.uri, options).connect();
    this.clients.push(client);
    return client;
  }

  async db(): Promise<Db> {
    return (await this.client()).db('test');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const open: TestServer[] = [];

/** Starts a server that ends with the test; call at the top level of a test file's `describe` or test. */
export async function startTestServer(options: Partial<StartOptions> = {}): Promise<TestServer> {
  const server = new TestServer();
  open.push(server);
  await server.start(options);
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.remove();
});
