import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, lockDataFolder } from './lock.js';

describe('lockDataFolder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-lock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('should refuse a folder that a living process has, and name it', () => {
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => lockDataFolder(folder)).toThrow(LockedError);
    expect(() => lockDataFolder(folder)).toThrow(`in use by process ${process.ppid}`);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(String(process.ppid));
  });

  it('should take over what a dead process left, and give it back', () => {
    writeFileSync(join(folder, 'lock'), '999999999');
    const unlock = lockDataFolder(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
    unlock();
    expect(() => readFileSync(join(folder, 'lock'))).toThrow('ENOENT');
  });
});
