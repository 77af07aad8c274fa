import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TransportName } from './options.js';

/** What is kept of a run. */
export interface ClosingLine {
  readonly transport: TransportName;
  readonly seed: number;
  readonly checkouts: number;
  readonly kills: number;
  readonly violations: number;
  /** When it was, how the orders ended, ... */
  readonly remark: string;
}

// direct seed 100: 500 checkouts, 50 kills, 0 violations (2026-11-24; quiet after 3.1 s; 250 CONFIRMED, ...)
const LINE = /^(direct|rabbitmq) seed (\d+): (\d+) checkouts, (\d+) kills, (\d+) violations \((.*)\)$/;

/** The closing lines in a file; none when there is no such file. Other lines are passed over. */
export function readClosingLines(file: string): ClosingLine[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap(parse);
}

/** Adds a line to a file, which it makes if there is none. */
export function appendClosingLine(file: string, line: ClosingLine): void {
  mkdirSync(dirname(file), { recursive: true });
  const { transport, seed, remark } = line;
  appendFileSync(file, `${transport} seed ${seed}: ${sumOf([line])} (${remark})\n`);
}

/** `N checkouts, N kills, N violations` over all lines. */
export function sumOf(lines: readonly ClosingLine[]): string {
  const sum = (name: 'checkouts' | 'kills' | 'violations') =>
    lines.reduce((total, line) => total + line[name], 0);
  return `${sum('checkouts')} checkouts, ${sum('kills')} kills, ${sum('violations')} violations`;
}

function parse(line: string): ClosingLine[] {
  const [, transport, seed, checkouts, kills, violations, remark] = LINE.exec(line) ?? [];
  if (transport !== 'direct' && transport !== 'rabbitmq') return [];
  return [
    {
      transport,
      seed: Number(seed),
      checkouts: Number(checkouts),
      kills: Number(kills),
      violations: Number(violations),
      remark: remark ?? '',
    },
  ];
}
