import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { makeOperations, type Operation, prepare } from './operations.js';

/** `npm run bench [-- SECONDS]`: the built server in a process of its own, through the real driver. */
const SIZES = [10_000, 100_000] as const;
const CLIENTS = [1, 16] as const;
const TICKS_PER_SECOND = 100; // USER_HZ, as /proc counts

const seconds = Number(process.argv[2] ?? 2);

interface Measured {
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
  const until = performance.now() + seconds * 1_000;
  const began = performance.now();
  const serverBefore = cpuSeconds(pid);
  const driverBefore = process.cpuUsage();
  let done = 0;
  const loop = async () => {
    while (performance.now() < until) {
      await operation.run(done);
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, loop));
  const elapsed = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(driverBefore);
  return {
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

async function benchAt(size: number): Promise<Map<string, Measured>> {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-bench-'));
  const server = await startServer(folder);
  const client = await MongoClient.connect(server.uri, { maxPoolSize: 16 });
  const results = new Map<string, Measured>();
  try {
    await prepare(client, size);
    for (const operation of makeOperations(client, size)) {
      await operation.run(0);
      for (const clients of CLIENTS)
        results.set(`${operation.name} x${clients}`, await measure(operation, clients, server.pid));
    }
  } finally {
    await client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

const [small, large] = [await benchAt(SIZES[0]), await benchAt(SIZES[1])];
const columns = [
  'operation x clients',
  '10k docs/s',
  '100k docs/s',
  '100k/10k',
  'server us/op',
  'driver us/op',
  'server/driver',
];
console.log(columns.map((text, at) => (at === 0 ? text.padEnd(34) : text.padStart(13))).join(' '));
for (const [name, at10k] of small) {
  const at100k = large.get(name)!;
  const cells = [
    at10k.perSecond.toFixed(0),
    at100k.perSecond.toFixed(0),
    (at100k.perSecond / at10k.perSecond).toFixed(2),
    at100k.serverUs.toFixed(0),
    at100k.driverUs.toFixed(0),
    (at100k.serverUs / at100k.driverUs).toFixed(2),
  ];
  console.log([name.padEnd(34), ...cells.map((text) => text.padStart(13))].join(' '));
}
