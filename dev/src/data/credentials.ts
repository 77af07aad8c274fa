import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LocalService } from '../config.js';
import { DataFolderError } from './lock.js';

/** The passwords of this installation's embedded databases, by service: made on first use, readable by their owner only. */
export function databasePasswords(dataDir: string, names: readonly string[]): ReadonlyMap<string, string> {
  const file = join(dataDir, 'database-passwords.json');
  const known = readPasswords(file);
  const missing = names.filter((name) => !known[name]);
  if (missing.length > 0) {
    for (const name of missing) known[name] = randomBytes(18).toString('base64url');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return new Map(Object.entries(known));
}

function readPasswords(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    return z.record(z.string(), z.string().min(1)).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new DataFolderError(
      `${file} is damaged, and the embedded databases cannot be opened without it: put it back, or remove the data folder to start with fresh demo data`,
    );
  }
}

/** The address by which a service reaches its database. */
export function databaseUri(service: LocalService, passwords: ReadonlyMap<string, string>): string {
  if (service.externalUri) return service.externalUri;
  const password = passwords.get(service.name) ?? '';
  const { name, databasePort } = service;
  return `mongodb://${name}:${password}@127.0.0.1:${databasePort}/${name}?authSource=admin&replicaSet=rs0`;
}
