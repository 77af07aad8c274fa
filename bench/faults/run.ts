import { parseArgs } from 'node:util';
import { CASES, KINDS, type Kind } from './cases.js';
import { FAULTS, type Fault } from './faults.js';
import { type CaseResult, runCase } from './run-case.js';
import { runSubscription } from './run-subscription.js';
import { type FaultSystem, startFaultSystem } from './system.js';

const DEADLINE_MS = 1_000;
const GRACE_MS = 200;
const RECOVERY_MS = 5_000;
const CLIENTS = 8;
const LIMITS = { deadlineMs: DEADLINE_MS, graceMs: GRACE_MS, recoveryMs: RECOVERY_MS, clients: CLIENTS };
const MEMORY_BYTES = 256 * 1024 * 1024; // more than at the start; an oversize answer alone would be without end

let firstBytes: number | undefined;

const { values } = parseArgs({
  options: { subgraphs: { type: 'string' }, faults: { type: 'string' }, help: { type: 'boolean' } },
});

if (values.help) {
  say(`npm run faults -- [--subgraphs A,B] [--faults ${FAULTS.map((fault) => `"${fault}"`).join(',')}]`);
} else {
  process.exitCode = (await runAll(
    picked(values.subgraphs, Object.keys(CASES)),
    picked(values.faults, FAULTS),
  ))
    ? 0
    : 1;
}

async function runAll(subgraphs: readonly string[], faults: readonly Fault[]): Promise<boolean> {
  const system = await startFaultSystem(Object.keys(CASES), {
    REQUEST_TIMEOUT_MS: String(DEADLINE_MS),
    SUBGRAPH_RESPONSE_LIMIT_BYTES: String(1024 * 1024),
    LOG_LEVEL: 'info',
  });
  const totals = { cases: 0, failures: 0 };
  say(
    `${'subgraph'.padEnd(11)}${'fault'.padEnd(21)}${'operation'.padEnd(14)}${'slowest'.padStart(9)}${'recovery'.padStart(10)}${'memory'.padStart(9)}`,
  );
  try {
    for (const subgraph of subgraphs) {
      for (const fault of faults) {
        for (const kind of KINDS) {
          const failures = await runKind(system, { subgraph, fault, kind });
          totals.cases++;
          if (failures.length > 0) totals.failures++;
          for (const failure of failures) say(`    ${failure}`);
        }
      }
    }
  } finally {
    await system.stop();
  }
  say(`${totals.cases} cases, ${totals.failures} failures`);
  return totals.failures === 0;
}

async function runKind(
  system: FaultSystem,
  { subgraph, fault, kind }: { subgraph: string; fault: Fault; kind: Kind },
): Promise<string[]> {
  const victim = system.subgraphs.get(subgraph);
  if (!victim) throw new Error(`no subgraph ${subgraph}`);
  firstBytes ??= system.gateway.residentBytes();
  const setup = { ...{ endpoint: system.endpoint, victim, fault }, ...LIMITS };
  const results: CaseResult[] = [];
  const run = kind === 'subscription' ? runSubscription : runCase;
  for (const operation of CASES[subgraph]?.[kind] ?? []) results.push(await run(operation, setup));
  const failures = results.flatMap((result) => result.failures);
  const bytes = system.gateway.residentBytes();
  if (bytes !== undefined && firstBytes !== undefined && bytes > firstBytes + MEMORY_BYTES) {
    failures.push(`the gateway has ${mebibytes(bytes)} in memory, and had ${mebibytes(firstBytes)}`);
  }
  const most = (read: (result: CaseResult) => number) => `${Math.round(Math.max(...results.map(read)))} ms`;
  say(
    subgraph.padEnd(11) +
      fault.padEnd(21) +
      kind.padEnd(14) +
      most(({ slowestMs }) => slowestMs).padStart(9) +
      most(({ recoveredMs }) => recoveredMs).padStart(10) +
      mebibytes(bytes ?? 0).padStart(9) +
      (failures.length > 0 ? '  FAILED' : ''),
  );
  return failures;
}

function picked<T extends string>(text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is none of ${known.join(', ')}`);
  return known.filter((one) => names.includes(one));
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
