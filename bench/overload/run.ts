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

async function measure(
  gateway: GatewayProcess,
  request: Buffer,
  { operation, seconds }: { operation: string; seconds: number },
): Promise<boolean> {
  const { port } = gateway;
  const answerBytes = Buffer.byteLength(await ask(port, request));
  const closed = { port, request, connections: CAPACITY_CONNECTIONS, answerBytes };
  await runLoop({ ...closed, seconds: seconds / 2 });
  const { requests, seconds: took } = await runLoop({ ...closed, seconds });
  const capacity = requests / took;
  say(`${operation}: capacity ${perSecond(capacity)}; an answer after ${PATIENCE_MS} ms counts for nothing`);
  say('  load       sent  goodput  of peak     shed     late    wrong   broken   unsent      p50      p99');
  const open = { port, request, answerBytes, seconds, patienceMs: PATIENCE_MS, connections: CONNECTIONS };
  let isKept = true;
  for (const times of LOADS) {
    const result = await runOpenLoop({ ...open, perSecond: times * capacity });
    const share = result.good / result.seconds / capacity;
    tell(`${times}x`, result, share);
    if (share < LEAST_SHARE || result.shed === 0 || result.wrong > 0) isKept = false;
  }
  let isRecovered = false;
  for (let second = 0; second < RECOVERY_SECONDS && !isRecovered; second++) {
    const after = await runOpenLoop({ ...open, seconds: 1, perSecond: capacity / 2 });
    tell('0.5x', after, after.good / after.seconds / capacity);
    isRecovered = after.good === after.due;
  }
  say(
    `goodput ${isKept ? 'kept' : 'NOT kept'} at ${LOADS.join(', ')} times capacity, ${isRecovered ? 'recovered' : 'NOT recovered'} after`,
  );
  return isKept && isRecovered;
}

function tell(load: string, result: OpenLoopResult, share: number): void {
  const { due, good, shed, late, wrong, broken, unsent, seconds, latenciesMs } = result;
  const at = (part: number) =>
    `${Math.round(latenciesMs[Math.floor(latenciesMs.length * part)] ?? 0)} ms`.padStart(9);
  const cells = [shed, late, wrong, broken, unsent].map((count) => `${count}`.padStart(9)).join('');
  say(
    `${load.padStart(6)} ${perSecond(due / seconds).padStart(10)}${perSecond(good / seconds).padStart(9)}${`${Math.round(share * 100)} %`.padStart(9)}${cells}${at(0.5)}${at(0.99)}`,
  );
}

function perSecond(rate: number): string {
  return `${Math.round(rate)}/s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
