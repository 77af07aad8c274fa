import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { fuzz } from '../test/fuzz.js';

/** `npm run fuzz [-- FRAMES]`: malformed frames against a server in a process of its own, with its memory. */
const frames = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-fuzz-'));
const cli = resolve(import.meta.dirname, '../dist/cli.js');
const child = spawn(process.execPath, [cli, '--server', `name=fuzz,dir=${folder},fsync=false`], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

function memoryMb(): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

let died = false;
child.once('exit', () => {
  died = true;
});
const [line] = (await createInterface({ input: child.stdout })
  [Symbol.asyncIterator]()
  .next()
  .then(({ value }) => [value])) as [string];
const { port, uri } = (JSON.parse(line) as { ready: { port: number; uri: string } }).ready;
const client = await MongoClient.connect(uri);
const rounds = 10;
const seed = Date.now();
console.log(`seed ${seed}`);
let served = 0;
await client.db('witness').dropDatabase();
for (let round = 1; round <= rounds; round++) {
  await client.db('witness').dropDatabase();
  await client.db('fuzz').dropDatabase();
  const report = await fuzz(port, client, Math.ceil(frames / rounds), seed + round);
  served += report.served;
  console.log(
    `${round * Math.ceil(frames / rounds)} frames, other client served ${served} times, memory ${memoryMb()} MB`,
  );
  if (died) throw new Error('the server died');
}
await client.close();
child.kill('SIGTERM');
await new Promise((done) => child.once('exit', done));
console.log(`exit code ${child.exitCode}`);
rmSync(folder, { recursive: true, force: true });
