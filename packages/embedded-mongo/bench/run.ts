import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { makeOperations, type Operation, prepare } from './operations.js';

/** `npm run bench [-- SECONDS]`, for each row and size: the built server in a process of its own, through the real driver. */
const SIZES = [10_000, 100_000] as const;
const CLIENTS = [1, 16] as const;
/** Short ones in turns, so that the machine's other work falls on both sizes. */
const ROUNDS = 9;
const TICKS_PER_SECOND = 100; // USER_HZ, as /proc counts

const seconds = Number(process.argv[2] ?? 2);

interface Measured {
  readonly done: number;
  readonly perSecond: number;
  /** Microseconds of CPU per operation, of the server and of the driver with this process. */
  readonly serverUs: number;
  readonly driverUs: number;
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function measure(operation: Operation, clients: number, pid: number): Promise<Measured> {
  const until = performance.now() + (seconds * 1_000) / ROUNDS;
  const began = performance.now();
  const serverBefore = cpuSeconds(pid);
  const driverBefore = process.cpuUsage();
  let started = 0;
  let done = 0;
  const loop = async () => {
    while (performance.now() < until) {
      await operation.run(started++);
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, loop));
  const elapsed = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(driverBefore);
  return {
    done,
    perSecond: done / elapsed,
    serverUs: ((cpuSeconds(pid) - serverBefore) * 1e6) / done,
    driverUs: (user + system) / done,
  };
}

async function startServer(folder: string): Promise<{ pid: number; uri: string; stop: () => Promise<void> }> {
  const cli = resolve(import.meta.dirname, '../dist/cli.js');
  const child = spawn(process.execPath, [cli, '--server', `name=bench,dir=${folder},fsync=false`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { ready } = JSON.parse(line) as { ready: { pid: number; uri: string } };
    const stop = async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    };
    return { pid: ready.pid, uri: ready.uri, stop };
  }
  throw new Error('the server did not start; it must be built first');
}

interface Subject {
  readonly operations: readonly Operation[];
  readonly pid: number;
  close(): Promise<void>;
}

async function openSubject(size: number): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-bench-'));
  const server = await startServer(folder);
  const client = await MongoClient.connect(server.uri, { maxPoolSize: 16 });
  await prepare(client, size);
  const close = async () => {
    await client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { operations: makeOperations(client, size), pid: server.pid, close };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** CPU is counted in steps of 10 ms, so it is shared out over all rounds. */
function together(rounds: readonly Measured[]): Measured {
  const done = rounds.reduce((sum, round) => sum + round.done, 0);
  const mean = (us: (round: Measured) => number) =>
    rounds.reduce((sum, round) => sum + us(round) * round.done, 0) / done;
  return {
    done,
    perSecond: median(rounds.map((round) => round.perSecond)),
    serverUs: mean((round) => round.serverUs),
    driverUs: mean((round) => round.driverUs),
  };
}

interface Compared {
  readonly at10k: Measured;
  readonly at100k: Measured;
  /** The median of the rounds' ratios: what else the machine does hits both sizes of a round alike. */
  readonly ratio: number;
}

async function compare(small: Subject, large: Subject, at: number, clients: number): Promise<Compared> {
  const rounds: Measured[][] = [[], []];
  const subjects = [small, large];
  for (let round = 0; round < ROUNDS; round++) {
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const { operations, pid } = subjects[which]!;
      rounds[which]!.push(await measure(operations[at]!, clients, pid));
    }
  }
  const [at10k, at100k] = rounds as [Measured[], Measured[]];
  return {
    at10k: together(at10k),
    at100k: together(at100k),
    ratio: median(at10k.map((one, round) => at100k[round]!.perSecond / one.perSecond)),
  };
}

function row(name: string, { at10k, at100k, ratio }: Compared): string {
  const cells = [
    at10k.perSecond.toFixed(0),
    at100k.perSecond.toFixed(0),
    ratio.toFixed(2),
    at10k.serverUs.toFixed(0),
    at100k.serverUs.toFixed(0),
    (at100k.serverUs / at10k.serverUs).toFixed(2),
    at100k.driverUs.toFixed(0),
    (at100k.serverUs / at100k.driverUs).toFixed(2),
  ];
  return [name.padEnd(34), ...cells.map((text) => text.padStart(10))].join(' ');
}

const [small, large] = [await openSubject(SIZES[0]), await openSubject(SIZES[1])];
try {
  const columns = [
    '10k ops/s',
    '100k ops/s',
    '100k/10k',
    '10k us',
    '100k us',
    'us ratio',
    'driver us',
    'us/driver',
  ];
  console.log(['operation x clients'.padEnd(34), ...columns.map((text) => text.padStart(10))].join(' '));
  for (const [at, { name }] of small.operations.entries()) {
    for (const clients of CLIENTS) {
      console.log(row(`${name} x${clients}`, await compare(small, large, at, clients)));
    }
  }
  console.log(
    'medians of 9 rounds at each size in turns; us: microseconds of CPU per operation of the server; ' +
      'us/driver: the server at 100k to the driver and this process',
  );
} finally {
  await small.close();
  await large.close();
}
