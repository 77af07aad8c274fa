import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { METRIC } from '@orrery/contracts';
import { type EmbeddedMongo, startServer } from '@orrery/embedded-mongo';
import { createLogger } from '@orrery/runtime';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from './job.js';
import { type JobObserver, jobMetrics } from './job-metrics.js';
import { JobRunner } from './job-runner.js';

const CHILD = fileURLToPath(new URL('../../test/job-child.ts', import.meta.url));
const HOUR_MS = 3_600_000;
const LONG = { timeout: 60_000 };

describe('jobs', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-jobs-'));
  let server: EmbeddedMongo;
  let connection: Connection;
  let db: mongo.Db;
  let nth = 0;
  const running: JobRunner<null>[] = [];
  let logged: { level: string; job?: string }[] = [];

  beforeAll(async () => {
    server = await startServer({ dataDir, port: 0, fsync: false });
    connection = await mongoose.createConnection(server.uri, { serverSelectionTimeoutMS: 500 }).asPromise();
  });
  afterAll(async () => {
    await connection.close();
    await server.close();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(() => {
    db = connection.getClient().db(`jobs${nth++}`);
    logged = [];
  });
  afterEach(async () => {
    for (const runner of running.splice(0)) await runner.stop();
  });

  /** An instance of a service that has this job. */
  function instance(job: Omit<Job<null>, 'name'>, more: { claimMs?: number; onRun?: JobObserver } = {}) {
    const write = (line: string) => void logged.push(JSON.parse(line) as { level: string });
    const runner = new JobRunner<null>({
      jobs: [{ name: 'sweep', ...job }],
      database: () => db,
      scope: () => null,
      log: createLogger({ service: 'test', level: 'info' }, { write }),
      ...more,
    });
    running.push(runner);
    return runner;
  }

  const stored = () =>
    db.collection<{ _id: string; owner: string; until: Date }>('jobs').findOne({ _id: 'sweep' });

  it('should be run by one instance at a time, as often as by a single one', async () => {
    const runs: { from: number; to: number }[] = [];
    const job = {
      everyMs: 20,
      run: async () => {
        const from = Date.now();
        await db.command({ ping: 1 });
        runs.push({ from, to: Date.now() });
      },
    };
    for (let i = 0; i < 3; i++) instance(job);
    await vi.waitFor(() => expect(runs.length).toBeGreaterThan(10), LONG);
    const gaps = runs.slice(1).map(({ from }, i) => from - (runs[i]?.to ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
  });

  it('should not be disturbed in a run by instances that start', async () => {
    let runs = 0;
    const release = new AbortController();
    const job = {
      everyMs: 10,
      run: async () => {
        runs += 1;
        if (runs === 1) await once(release.signal, 'abort');
      },
    };
    instance(job, { claimMs: 2_000 });
    await vi.waitFor(() => expect(runs).toBe(1), LONG);
    const claimed = await stored();
    for (let i = 0; i < 2; i++) instance(job);
    // Twice prolonged: by then the others looked often.
    const until = (claimed?.until.getTime() ?? 0) + 1_000;
    await vi.waitFor(async () => expect((await stored())?.until.getTime()).toBeGreaterThan(until), LONG);
    expect(runs).toBe(1);
    expect((await stored())?.owner).toBe(claimed?.owner);
    release.abort();
    await vi.waitFor(() => expect(runs).toBeGreaterThan(1), LONG);
  });

  it('should be completed by another when the process that runs it is killed', async () => {
    const uri = server.uri.replace(/\/(\?|$)/, `/${db.databaseName}$1`);
    const args = ['--import', 'tsx', '--conditions=@orrery/source', CHILD, uri, '1000'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const effects = db.collection<{ _id: string; steps: string[] }>('effects');
    const ended = vi.fn<JobObserver>();
    const run = async () => {
      for (const step of ['first', 'second']) {
        await effects.updateOne({ _id: 'a' }, { $addToSet: { steps: step } }, { upsert: true });
      }
    };
    instance({ everyMs: HOUR_MS, run }, { claimMs: 1_000, onRun: ended });
    expect(await effects.findOne()).toEqual({ _id: 'a', steps: ['first'] });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(() => expect(ended).toHaveBeenCalled(), LONG);
    expect(ended.mock.calls).toEqual([['sweep', 'done', expect.any(Number)]]);
    expect(await effects.findOne()).toEqual({ _id: 'a', steps: ['first', 'second'] });
  });

  it('should end with the service by its signal, and be due at once elsewhere', async () => {
    const began = new AbortController();
    const results: string[] = [];
    const onRun: JobObserver = (_, result) => results.push(result);
    const first = instance(
      {
        everyMs: HOUR_MS,
        run: async (_, signal) => {
          began.abort();
          await once(signal, 'abort');
        },
      },
      { onRun },
    );
    if (!began.signal.aborted) await once(began.signal, 'abort');
    await first.stop();
    expect(results).toEqual(['stopped']);
    instance({ everyMs: HOUR_MS, run: async () => undefined }, { onRun });
    await vi.waitFor(() => expect(results).toEqual(['stopped', 'done']), LONG);
  });

  it('should log what a run throws, and try again at the next turn', async () => {
    const registry = new Registry();
    let runs = 0;
    const job = {
      everyMs: 5,
      run: async () => {
        if (runs++ === 0) throw new Error('no such warehouse');
      },
    };
    instance(job, { onRun: jobMetrics(registry) });
    await vi.waitFor(async () => {
      expect(await registry.metrics()).toContain(`${METRIC.jobRunsTotal}{job="sweep",result="done"}`);
    }, LONG);
    expect(await registry.metrics()).toContain(`${METRIC.jobRunsTotal}{job="sweep",result="failed"} 1`);
    expect(await registry.metrics()).toContain(`${METRIC.jobDuration}_count{job="sweep"}`);
    expect(logged).toMatchObject([{ level: 'error', job: 'sweep', err: { message: 'no such warehouse' } }]);
  });

  it('should be told when another took it over, and leave it to that one', async () => {
    const results: string[] = [];
    instance(
      {
        everyMs: HOUR_MS,
        run: async (_, signal) => {
          await db
            .collection<{ _id: string }>('jobs')
            .updateOne({ _id: 'sweep' }, { $set: { owner: 'another' } });
          await once(signal, 'abort');
        },
      },
      { claimMs: 150, onRun: (_, result) => results.push(result) },
    );
    await vi.waitFor(() => expect(results).toEqual(['lost']), LONG);
    expect((await stored())?.owner).toBe('another');
  });

  it('should go on after the database was away', async () => {
    let runs = 0;
    const { port } = new URL(server.uri);
    instance({ everyMs: 5, run: async () => void runs++ });
    await vi.waitFor(() => expect(runs).toBeGreaterThan(2), LONG);
    await server.close();
    await vi.waitFor(() => expect(logged.map(({ level }) => level)).toContain('warn'), LONG);
    const before = runs;
    server = await startServer({ dataDir, port: Number(port), fsync: false });
    await vi.waitFor(() => expect(runs).toBeGreaterThan(before + 2), LONG);
  });
});
