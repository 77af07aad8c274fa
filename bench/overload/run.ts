import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coreForGateway } from '../cores.js';
import { CONTENDERS, type Contender } from '../gateways/contenders.js';
import { type GatewayProcess, startGateway } from '../gateways/gateway-process.js';
import { ask, postOf, runLoop } from '../load/closed-loop.js';
import { startSubgraphs } from '../subgraphs/running.js';
import { composeSupergraph } from '../supergraph/compose.js';
import { type OpenLoopResult, runOpenLoop } from './open-loop.js';

const LOADS = [2, 5, 10]; // times capacity
const LEAST_SHARE = 0.8; // of the peak goodput
const CAPACITY_CONNECTIONS = 24;
const PATIENCE_MS = 1_000;
const CONNECTIONS = 4_000;
const COLUMNS = 'sent goodput of_peak by_CPU busy shed late wrong broken unsent p50 p99'.split(' ');
const RECOVERY_SECONDS = 5; // until half of the capacity must be answered whole again

const { values } = parseArgs({
  options: {
    operation: { type: 'string', default: 'heavy' },
    seconds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) say('npm run overload -- [--operation light|medium|heavy] [--seconds N]');
else process.exitCode = (await overload(values.operation, Number(values.seconds))) ? 0 : 1;

async function overload(operation: string, seconds: number): Promise<boolean> {
  const core = coreForGateway();
  const folder = await mkdtemp(join(tmpdir(), 'orrery-overload-'));
  const subgraphs = await startSubgraphs();
  let gateway: GatewayProcess | undefined;
  try {
    const supergraphFile = join(folder, 'supergraph.graphql');
    await writeFile(supergraphFile, composeSupergraph(subgraphs.ports));
    const ours = CONTENDERS.find(({ name }) => name === 'ours') as Contender;
    gateway = await startGateway(ours, { core, supergraphFile, floorFile: '' });
    const query = await readFile(new URL(`../operations/${operation}.graphql`, import.meta.url), 'utf8');
    return await measure(gateway, postOf(gateway.path, JSON.stringify({ query })), { operation, seconds });
  } finally {
    await gateway?.stop();
    await subgraphs.stop();
    await rm(folder, { recursive: true });
  }
}

interface Peak {
  /** Right answers each second of a closed loop. */
  readonly perSecond: number;
  /** Right answers for each second of the gateway's CPU time in it: what else the machine does changes it least. */
  readonly perCpuSecond: number;
}

async function measure(
  gateway: GatewayProcess,
  request: Buffer,
  { operation, seconds }: { operation: string; seconds: number },
): Promise<boolean> {
  const { port } = gateway;
  const answerBytes = Buffer.byteLength(await ask(port, request));
  const closed = { port, request, connections: CAPACITY_CONNECTIONS, answerBytes };
  await runLoop({ ...closed, seconds: seconds / 2 });
  const { outcome, cpuSeconds } = await timed(gateway, () => runLoop({ ...closed, seconds }));
  const peak: Peak = {
    perSecond: outcome.requests / outcome.seconds,
    perCpuSecond: outcome.requests / cpuSeconds,
  };
  say(
    `${operation}: capacity ${perSecond(peak.perSecond)}; an answer after ${PATIENCE_MS} ms counts for nothing`,
  );
  say(`  load${COLUMNS.map((name) => name.padStart(9)).join('')}`);
  const open = { port, request, answerBytes, patienceMs: PATIENCE_MS, connections: CONNECTIONS };
  const load = async (times: number, duration: number) => {
    const loop = { ...open, seconds: duration, perSecond: times * peak.perSecond };
    const run = await timed(gateway, () => runOpenLoop(loop));
    tell(`${times}x`, run.outcome, run.cpuSeconds, peak);
    return run.outcome;
  };
  let isKept = true;
  for (const times of LOADS) {
    const result = await load(times, seconds);
    const share = result.good / result.seconds / peak.perSecond;
    if (share < LEAST_SHARE || result.shed === 0 || result.wrong > 0) isKept = false;
  }
  let isRecovered = false;
  for (let second = 0; second < RECOVERY_SECONDS && !isRecovered; second++) {
    const after = await load(0.5, 1);
    isRecovered = after.good === after.due;
  }
  say(
    `goodput ${isKept ? 'kept' : 'NOT kept'} at ${LOADS.join(', ')} times capacity, ${isRecovered ? 'recovered' : 'NOT recovered'} after`,
  );
  return isKept && isRecovered;
}

async function timed<T>(
  gateway: GatewayProcess,
  work: () => Promise<T>,
): Promise<{ readonly outcome: T; readonly cpuSeconds: number }> {
  const before = gateway.cpuSeconds();
  const outcome = await work();
  return { outcome, cpuSeconds: gateway.cpuSeconds() - before };
}

function tell(load: string, result: OpenLoopResult, cpuSeconds: number, peak: Peak): void {
  const { due, good, shed, late, wrong, broken, unsent, seconds, latenciesMs } = result;
  const at = (part: number) => `${Math.round(latenciesMs[Math.floor(latenciesMs.length * part)] ?? 0)} ms`;
  const cells = [
    perSecond(due / seconds),
    perSecond(good / seconds),
    percent(good / seconds / peak.perSecond),
    percent(good / cpuSeconds / peak.perCpuSecond),
    percent(cpuSeconds / seconds),
    ...[shed, late, wrong, broken, unsent],
    at(0.5),
    at(0.99),
  ];
  say(`${load.padStart(6)}${cells.map((cell) => `${cell}`.padStart(9)).join('')}`);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function perSecond(rate: number): string {
  return `${Math.round(rate)}/s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
