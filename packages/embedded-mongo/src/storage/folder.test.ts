import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolder } from './folder.js';
import { LmdbStore } from './lmdb-store.js';

function numberKey(number: number): Uint8Array {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(number, 4);
  return key;
}

/** A folder's files and their bytes. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  );
}

describe('openFolder', () => {
  let folder: string;
  const data = () => join(folder, 'data.mdb');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-folder-'));
    const lease = openFolder(folder);
    const store = LmdbStore.open(folder, false);
    for (let round = 0; round < 3; round++) {
      store.write((kv) => {
        for (let at = 0; at < 2_000; at++) kv.put(numberKey(at), Buffer.alloc(100 + round, at));
        kv.put(numberKey(5_000), Buffer.alloc(50_000, round));
      });
    }
    await store.close();
    lease.release();
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function expectRefusal(message: RegExp): void {
    const before = contents(folder);
    expect(() => openFolder(folder)).toThrow(message);
    expect(contents(folder)).toEqual(before);
  }

  it('should open a folder again that was closed', () => {
    openFolder(folder).release();
    openFolder(folder).release();
  });

  it('should refuse a folder that is in use', () => {
    const lease = openFolder(folder);
    expectRefusal(new RegExp(`is in use by process ${process.pid}; stop that process`));
    lease.release();
    openFolder(folder).release();
  });

  it('should take over a folder whose process is gone', () => {
    writeFileSync(join(folder, 'embedded-mongo.lock'), JSON.stringify({ pid: 2 ** 22 + 1 }));
    openFolder(folder).release();
  });

  it('should refuse a folder from another version', () => {
    writeFileSync(join(folder, 'embedded-mongo.json'), '{"format":2}\n');
    expectRefusal(/is in format 2, this version reads format 1; start the version that made it/);
  });

  it('should refuse a folder with a data file of somebody else', () => {
    rmSync(join(folder, 'embedded-mongo.json'));
    expectRefusal(/is not this server's; use another folder/);
  });

  it('should refuse a data file that is cut off', () => {
    truncateSync(data(), statSync(data()).size - 4_096 * 20);
    expectRefusal(/is damaged: data\.mdb: it is cut off.*restore it from a copy/);
  });

  it('should refuse a data file whose head is overwritten', () => {
    const bytes = readFileSync(data());
    bytes.fill(0xab, 0, 4_096);
    writeFileSync(data(), bytes);
    expectRefusal(/is damaged: data\.mdb: its first page is damaged/);
  });

  it('should refuse a data file with noise in any of its tree pages', () => {
    const sound = readFileSync(data());
    let refused = 0;
    for (let page = 2; page < sound.length / 4_096; page++) {
      const bytes = Buffer.from(sound);
      bytes.fill(0x5a, page * 4_096, page * 4_096 + 64);
      writeFileSync(data(), bytes);
      try {
        openFolder(folder).release();
      } catch {
        refused++;
      }
    }
    // pages that no longer belong to the tree, and the insides of long values, carry no structure
    expect(refused).toBeGreaterThan(50);
  });
});
