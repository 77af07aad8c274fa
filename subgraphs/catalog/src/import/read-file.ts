import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { RawRow } from '../domain/import-row.js';

/** A row with the line of the file on which it begins. */
export interface FileRow {
  readonly line: number;
  readonly row: RawRow;
}

/**
 * Reads a `.json` file (an array of objects) or a `.csv` file (with a header line).
 * @throws Error naming the file and what is wrong with it as a whole
 */
export function readImportFile(file: string): FileRow[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown fault'}`);
  }
  const extension = extname(file).toLowerCase();
  if (extension === '.json') return readJson(file, text);
  if (extension === '.csv') return readCsv(file, text);
  throw new Error(`${file} is neither .json nor .csv: only these can be imported`);
}

function readJson(file: string, text: string): FileRow[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(rows)) throw new Error(`${file} must hold an array of products`);
  const lines = elementLines(text);
  return rows.map((row, i) => ({
    line: lines[i] ?? 0,
    row: row !== null && typeof row === 'object' ? (row as RawRow) : {},
  }));
}

// The line on which each element of the outermost array begins, in text that is known to be valid JSON.
function elementLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let inString = false;
  let expectsElement = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\n') line++;
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
      continue;
    }
    if (/\s/.test(char)) continue;
    if (depth === 1 && expectsElement && char !== ']') {
      lines.push(line);
      expectsElement = false;
    }
    if (char === '"') inString = true;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if ((char === '[' && depth === 1) || (char === ',' && depth === 1)) expectsElement = true;
  }
  return lines;
}

function readCsv(file: string, text: string): FileRow[] {
  try {
    const records = parse(text, {
      columns: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      raw: true,
    }) as unknown as { record: RawRow; info: { lines: number }; raw: string }[];
    return records.map(({ record, info, raw }) => ({
      // The parser counts to a record's last line; a quoted value may span several.
      line: info.lines - (raw.trim().match(/\r\n|\n|\r/g)?.length ?? 0),
      row: record,
    }));
  } catch (error) {
    throw new Error(`${file} is not valid CSV: ${(error as Error).message}`);
  }
}
