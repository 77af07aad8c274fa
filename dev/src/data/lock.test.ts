import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError, holderOf, lockDataFolder } from './lock.js';

describe('lockDataFolder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-lock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('should refuse a folder that a living process has, and name it', () => {
    const unlock = lockDataFolder(folder);
    expect(holderOf(folder)).toBe(process.pid);
    expect(() => lockDataFolder(folder)).toThrow(DataFolderError);
    expect(() => lockDataFolder(folder)).toThrow(`in use by process ${process.pid}`);
    expect(holderOf(folder)).toBe(process.pid);
    unlock();
    expect(holderOf(folder)).toBeUndefined();
  });

  it('should take over what a dead process left, and give it back', () => {
    writeFileSync(join(folder, 'lock'), '999999999 1');
    const unlock = lockDataFolder(folder);
    expect(holderOf(folder)).toBe(process.pid);
    unlock();
    expect(() => readFileSync(join(folder, 'lock'))).toThrow('ENOENT');
  });

  it('should take over the lock of a dead process whose id another one has now', () => {
    writeFileSync(join(folder, 'lock'), `${process.ppid} 1`);
    expect(holderOf(folder)).toBeUndefined();
    lockDataFolder(folder)();
  });

  it('should not give back what another process took over', () => {
    const unlock = lockDataFolder(folder);
    writeFileSync(join(folder, 'lock'), '1 1');
    unlock();
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('1 1');
  });

  it('should say what to do about a folder that cannot be', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => lockDataFolder(join(folder, 'file', 'data'))).toThrow(
      /cannot be used \(ENOTDIR\).*ORRERY_DATA_DIR/,
    );
  });
});
