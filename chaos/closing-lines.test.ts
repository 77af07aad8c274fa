import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendClosingLine, type ClosingLine, readClosingLines, sumOf } from './closing-lines.js';

const FIRST: ClosingLine = {
  transport: 'direct',
  seed: 100,
  checkouts: 512,
  kills: 50,
  violations: 0,
  remark: '2026-11-24; quiet after 3.1 s; 2 CONFIRMED',
};
const SECOND: ClosingLine = { ...FIRST, transport: 'rabbitmq', checkouts: 500, violations: 3 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('reads what it has written, and passes over the rest', () => {
  const file = join(folder, 'new', 'campaign.txt');
  expect(readClosingLines(file)).toEqual([]);
  appendClosingLine(file, FIRST);
  appendClosingLine(file, SECOND);
  expect(readClosingLines(file)).toEqual([FIRST, SECOND]);
  writeFileSync(file, 'a remark\ndirect seed 1: 2 checkouts, 3 ki');
  expect(readClosingLines(file)).toEqual([]);
});

test('sums runs', () => {
  expect(sumOf([FIRST, SECOND])).toBe('1012 checkouts, 100 kills, 3 violations');
  expect(sumOf([])).toBe('0 checkouts, 0 kills, 0 violations');
});
