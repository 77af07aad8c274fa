import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EffectLog, type LogEntry } from './effect-log.js';

const entry = (key: string): LogEntry => ({
  at: '2026-01-01T00:00:00.000Z',
  key,
  operation: 'capture',
  reference: 'test_visa_1',
  amountMinor: 4_990,
  currency: 'EUR',
  outcome: 'APPROVED',
});

describe('the log of effects', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-effects-'));
    path = join(folder, 'new', 'effects.jsonl');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const written = () => readFileSync(path, 'utf8').split('\n').filter(Boolean);

  async function write(...keys: string[]): Promise<void> {
    const { log } = await EffectLog.open(path);
    await Promise.all(keys.map((key) => log.append(entry(key))));
    expect(log.size).toBe(readFileSync(path).length);
    await log.close();
  }

  it('should have each entry on the disk when it says so, in order, and find them again', async () => {
    const { log, entries } = await EffectLog.open(path);
    expect(entries).toEqual([]);
    await log.append(entry('a'));
    expect(written()).toHaveLength(1);
    const [, second] = [log.append(entry('b')), log.append(entry('c'))];
    await second;
    await log.close();
    await write('d', 'e');
    const again = await EffectLog.open(path);
    expect(again.entries).toEqual(['a', 'b', 'c', 'd', 'e'].map(entry));
    await again.log.close();
  });

  it('should cut a last line off that was not written whole, and go on after what was', async () => {
    await write('a', 'b');
    const whole = readFileSync(path);
    for (const torn of ['{"at":"2026', JSON.stringify(entry('torn'))]) {
      writeFileSync(path, whole);
      appendFileSync(path, torn);
      const { log, entries } = await EffectLog.open(path);
      expect(entries.map(({ key }) => key)).toEqual(['a', 'b']);
      expect(readFileSync(path).equals(whole)).toBe(true);
      await log.append(entry('c'));
      await log.close();
      expect(written().map((line) => (JSON.parse(line) as LogEntry).key)).toEqual(['a', 'b', 'c']);
    }
  });

  it('should read what is left wherever it was cut', async () => {
    await write('a', 'b');
    const whole = readFileSync(path);
    const line = whole.indexOf('\n') + 1;
    for (let size = whole.length; size >= 0; size--) {
      writeFileSync(path, whole);
      truncateSync(path, size);
      const { log, entries } = await EffectLog.open(path);
      await log.close();
      expect([size, entries.length]).toEqual([size, Math.floor(size / line)]);
    }
  });

  it('should refuse a damaged line, changing nothing', async () => {
    await write('a');
    writeFileSync(path, `{"key":"a"}\n${readFileSync(path, 'utf8')}`);
    const before = readFileSync(path);
    await expect(EffectLog.open(path)).rejects.toThrow('line 1 of the log cannot be read');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
