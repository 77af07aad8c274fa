import { median, type Sample } from './measure.js';
import type { OperationName } from './options.js';

/** All that was measured of one gateway. */
export interface Result {
  readonly name: string;
  readonly about: string;
  readonly startsMs: readonly number[];
  readonly residentBytes: number;
  readonly operations: Readonly<Partial<Record<OperationName, OperationResult>>>;
}

/** All that was measured of one gateway on one operation. */
export interface OperationResult {
  /** Requests to subgraphs for one request of a client. */
  readonly fetches: number;
  readonly coldPlansMs: readonly number[];
  readonly samples: readonly Sample[];
}

/** One operation's table: medians over the rounds, and how many times a gateway does what another does. */
export function operationTable(operation: OperationName, results: readonly Result[]): string {
  const speed = (name: string) =>
    speedOf(
      results.find((result) => result.name === name),
      operation,
    );
  const rows = results.flatMap((result) => {
    const measured = result.operations[operation];
    if (!measured) return [];
    const of = (key: keyof Sample) => median(measured.samples.map((sample) => sample[key]));
    const against = ['stock', 'hive', 'hive-router', 'floor'].map((name) =>
      ratio(of('perCpuSecond'), speed(name)),
    );
    return [
      [
        result.name,
        of('perCpuSecond').toFixed(0),
        ...against,
        of('perSecond').toFixed(0),
        of('p50Ms').toFixed(1),
        of('p99Ms').toFixed(1),
        `${(of('busy') * 100).toFixed(0)}%`,
        `${measured.fetches}`,
        measured.coldPlansMs.length > 0 ? median(measured.coldPlansMs).toFixed(1) : '',
      ],
    ];
  });
  const head = [
    '/CPU s',
    'x stock',
    'x hive',
    'x router',
    'x floor',
    '/s',
    'p50 ms',
    'p99 ms',
    'busy',
    'fetches',
    'cold ms',
  ];
  return table([[operation, ...head], ...rows]);
}

/** What is not of one operation: memory after all of them, and the time from start to ready. */
export function processTable(results: readonly Result[]): string {
  const rows = results.map(({ name, about, startsMs, residentBytes }) => [
    name,
    median(startsMs).toFixed(0),
    (residentBytes / 1024 / 1024).toFixed(0),
    about,
  ]);
  return table([['gateway', 'ready ms', 'RSS MiB', ''], ...rows]);
}

/** The last line: what `orrery-gateway` as shipped does, in times of what stock does, for each second of CPU. */
export function closingLine(
  operations: readonly OperationName[],
  results: readonly Result[],
): string | undefined {
  const [stock, ours] = ['stock', 'ours'].map((name) => results.find((result) => result.name === name));
  if (!stock || !ours) return undefined;
  const ratios = operations
    .toReversed()
    .map((name) => `${name} ${ratio(speedOf(ours, name), speedOf(stock, name))}`);
  return `${ratios.join(', ')} stock`;
}

function speedOf(result: Result | undefined, operation: OperationName): number {
  return median(result?.operations[operation]?.samples.map(({ perCpuSecond }) => perCpuSecond) ?? []);
}

function ratio(speed: number, base: number): string {
  return Number.isNaN(base) ? '' : `${(speed / base).toFixed(speed / base < 1 ? 2 : 1)}x`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || rows[0]?.[column] === '';
  return rows
    .map((row) =>
      row
        .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
