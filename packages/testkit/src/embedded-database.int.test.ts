import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from './embedded-database.js';

async function write(uri: string): Promise<string> {
  const client = await MongoClient.connect(uri);
  await client.db().collection('things').insertOne({ written: true });
  const { databaseName } = client.db();
  await client.close();
  return databaseName;
}

describe('openTestDatabase', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('should use the server that MONGODB_URI names, under names of its own, and leave nothing there', async () => {
    vi.stubEnv('MONGODB_URI', undefined);
    const server = await openTestDatabase();
    const serverUri = server.uri('theirs');
    await write(serverUri);
    const client = await MongoClient.connect(serverUri);
    const namesOnServer = async () =>
      (await client.db().admin().listDatabases()).databases.map(({ name }) => name).sort();
    const before = await namesOnServer();
    expect(before).toContain('theirs');

    vi.stubEnv('MONGODB_URI', serverUri);
    const [one, other] = [await openTestDatabase(), await openTestDatabase()];
    const names = [await write(one.uri('catalog')), await write(other.uri('catalog'))];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^orrery-test-[0-9a-f-]{13}-catalog$/);
    expect(await namesOnServer()).toEqual([...before, ...names].sort());
    await one.close();
    expect(await namesOnServer()).toEqual([...before, names[1]].sort());
    await other.close();
    expect(await namesOnServer()).toEqual(before);

    await client.close();
    await server.close();
  });

  it('should start a server of its own when MONGODB_URI is unset', async () => {
    vi.stubEnv('MONGODB_URI', undefined);
    const [one, other] = [await openTestDatabase(), await openTestDatabase()];
    const uris = [one.uri('catalog'), other.uri('catalog')];
    expect(new Set(uris).size).toBe(2);
    for (const uri of uris) expect(await write(uri)).toBe('catalog');
    await Promise.all([one.close(), other.close()]);
    const closed = new MongoClient(uris[0] as string, { serverSelectionTimeoutMS: 200 });
    await expect(closed.connect()).rejects.toThrow('ECONNREFUSED');
  });
});
