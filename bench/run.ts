import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { coreForGateway } from './cores.js';
import { CONTENDERS, type Contender } from './gateways/contenders.js';
import { type GatewayProcess, type StartOptions, startGateway } from './gateways/gateway-process.js';
import { installHive } from './hive/install.js';
import type { MeasuredOperation } from './measure.js';
import { type BenchOptions, type OperationName, optionsOf, USAGE } from './options.js';
import { race } from './race.js';
import { recordStock } from './reference.js';
import { closingLine, type OperationResult, operationTable, processTable, type Result } from './report.js';
import { type RunningSubgraphs, startSubgraphs } from './subgraphs/running.js';
import { composeSupergraph } from './supergraph/compose.js';

try {
  const options = optionsOf(process.argv.slice(2));
  if (options) await bench(options);
  else process.stdout.write(USAGE);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  if (options.contenders.some(({ isHive }) => isHive)) installHive(say);
  const core = coreForGateway();
  const where =
    core === undefined ? 'not pinned: this machine has one core, or no taskset' : `on core ${core}`;
  say(`${cpus()[0]?.model}, node ${process.version}; gateways ${where}; load and subgraphs beside them`);
  const folder = await mkdtemp(join(tmpdir(), 'orrery-bench-'));
  const subgraphs = await startSubgraphs();
  const running: GatewayProcess[] = [];
  try {
    const supergraphFile = join(folder, 'supergraph.graphql');
    await run(options, { core, supergraphFile, floorFile: join(folder, 'floor.json') }, subgraphs, running);
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop()));
    await subgraphs.stop();
    await rm(folder, { recursive: true });
  }
}

async function run(
  options: BenchOptions,
  start: StartOptions,
  subgraphs: RunningSubgraphs,
  running: GatewayProcess[],
): Promise<void> {
  const operations = await Promise.all(options.operations.map(readOperation));
  const supergraphSdl = composeSupergraph(subgraphs.ports);
  await writeFile(start.supergraphFile, supergraphSdl);
  const stock = await startGateway(CONTENDERS.find(({ name }) => name === 'stock') as Contender, start);
  running.push(stock);
  const scripts = await recordStock(stock, operations, supergraphSdl, subgraphs);
  await writeFile(start.floorFile, JSON.stringify(scripts));
  await stock.stop();

  const startsMs: number[][] = [];
  const gateways: GatewayProcess[] = [];
  for (const contender of options.contenders) {
    const { gateway, readyMs } = await startOften(contender, start, options.starts);
    running.push(gateway);
    gateways.push(gateway);
    startsMs.push(readyMs);
  }
  const measured = gateways.map((): Partial<Record<OperationName, OperationResult>> => ({}));
  for (const [i, operation] of operations.entries()) {
    const answer = scripts[i]?.answer ?? '';
    const results = await race(operation, answer, { ...options, gateways, subgraphs });
    for (const [j, result] of results.entries())
      Object.assign(measured[j] ?? {}, { [operation.name]: result });
    say(
      `\n${operation.name}: ${gateways.length} gateways gave the same answer, ${Buffer.byteLength(answer)} bytes`,
    );
    say(operationTable(operation.name, resultsOf()));
  }
  say(`\n${processTable(resultsOf())}`);
  say(`\n${closingLine(options.operations, resultsOf()) ?? 'no closing line without stock and ours'}`);

  function resultsOf(): Result[] {
    return options.contenders.map(({ name, about }, i) => ({
      name,
      about,
      startsMs: startsMs[i] ?? [],
      residentBytes: gateways[i]?.residentBytes() ?? 0,
      operations: measured[i] ?? {},
    }));
  }
}

async function startOften(contender: Contender, start: StartOptions, times: number) {
  const readyMs: number[] = [];
  for (;;) {
    const gateway = await startGateway(contender, start);
    readyMs.push(gateway.readyMs);
    if (readyMs.length === times) return { gateway, readyMs };
    await gateway.stop();
  }
}

async function readOperation(name: OperationName): Promise<MeasuredOperation> {
  const query = await readFile(new URL(`./operations/${name}.graphql`, import.meta.url), 'utf8');
  return { name, query, body: JSON.stringify({ query }) };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
