import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImportFile } from './read-file.js';

describe('readImportFile', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-import-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it('should give each JSON row the line on which it begins', () => {
    const path = file('rows.json', '[\n  {"a": "]\\",["},\n  {\n    "a": [1, {"b": 2}]\n  }, {"a": 3},\n 4]');
    expect(readImportFile(path)).toEqual([
      { line: 2, row: { a: ']",[' } },
      { line: 3, row: { a: [1, { b: 2 }] } },
      { line: 5, row: { a: 3 } },
      { line: 6, row: {} },
    ]);
  });

  it('should read CSV with quotes, a byte order mark and blank lines, and give each row its line', () => {
    const path = file('rows.csv', '\uFEFFsku,name\r\nA-1,"Tent, green"\r\n\r\nA-2,"two\nlines"\nA-3,x\n');
    const rows = readImportFile(path);
    expect(rows.map(({ row }) => row)).toEqual([
      { sku: 'A-1', name: 'Tent, green' },
      { sku: 'A-2', name: 'two\nlines' },
      { sku: 'A-3', name: 'x' },
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2, 4, 6]);
  });

  it.each([
    ['missing.json', undefined, 'cannot be read: ENOENT'],
    ['broken.json', '[{]', 'is not valid JSON'],
    ['object.json', '{"a": 1}', 'must hold an array'],
    ['rows.xlsx', 'x', 'neither .json nor .csv'],
    ['broken.csv', 'a,b\n"x,y\n', 'is not valid CSV'],
  ])('should say what is wrong with %s', (name, content, message) => {
    const path = content === undefined ? join(folder, name) : file(name, content);
    expect(() => readImportFile(path)).toThrow(message);
  });
});
