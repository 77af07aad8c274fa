import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { type Planner, type PlannerTuning, PlanningLimit, type PlanRequest } from './planner.js';
import type { PlanningWorkerData, PlanningWorkerMessage } from './planning-worker.js';

/** Bounds of planning. */
export interface PlanningLimits {
  /** The longest that planning one operation may take, once its turn has come. @default 5000 */
  readonly timeoutMs?: number;
  /** Most operations that may wait for their turn. @default 1000 */
  readonly maxQueued?: number;
  /** Most memory that the planner may use, in megabytes (10^6 bytes). @default 1024 */
  readonly memoryMb?: number;
  /** @default @apollo/query-planner's own, but for 1000 evaluated plans at most */
  readonly tuning?: PlannerTuning;
}

interface Job {
  readonly request: PlanRequest;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Plans in a thread of its own, one operation after the other, so that no document stalls the event loop. A plan that takes
 * too long ends the thread; another takes its place and goes on with the next operation.
 */
export class WorkerPlanner implements Planner {
  readonly #sdl: string;
  readonly #limits: Required<PlanningLimits>;
  readonly #queue: Job[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(sdl: string, limits: PlanningLimits = {}) {
    this.#sdl = sdl;
    this.#limits = {
      timeoutMs: limits.timeoutMs ?? 5_000,
      maxQueued: limits.maxQueued ?? 1_000,
      memoryMb: limits.memoryMb ?? 1_024,
      tuning: limits.tuning ?? {},
    };
    this.#start();
  }

  plan(request: PlanRequest): Promise<QueryPlan> {
    if (this.#isClosed) return Promise.reject(new Error('the planner is closed'));
    if (this.#queue.length >= this.#limits.maxQueued) return Promise.reject(new PlanningLimit('queue'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#end((job) => job.reject(new Error('the planner is closed')));
    for (const job of this.#queue.splice(0)) job.reject(new Error('the planner is closed'));
    await worker?.terminate();
  }

  #start(): void {
    const worker = startWorker({ sdl: this.#sdl, tuning: this.#limits.tuning }, this.#limits.memoryMb);
    this.#worker = worker;
    this.#isReady = false;
    worker.unref();
    worker.on('message', (message: PlanningWorkerMessage) => {
      if (worker === this.#worker) this.#hear(message);
    });
    worker.on('error', (error) => this.#replace(worker, failureOf(error)));
    worker.on('exit', () => this.#replace(worker, new Error('the planning thread ended')));
  }

  #hear(message: PlanningWorkerMessage): void {
    if (message.kind === 'ready') this.#isReady = true;
    else if (message.kind === 'failed') this.#end((job) => job.reject(toldBy(message.message)));
    else this.#end((job) => job.resolve(JSON.parse(message.plan) as QueryPlan));
    this.#next();
  }

  #next(): void {
    if (this.#isClosed || this.#current) return;
    const [first] = this.#queue;
    if (!first) {
      this.#worker?.unref();
      return;
    }
    if (!this.#worker) this.#start();
    const worker = this.#worker;
    worker?.ref();
    if (!worker || !this.#isReady) return;
    this.#queue.shift();
    this.#current = first;
    this.#timer = afterTicks(this.#limits.timeoutMs, () => this.#replace(worker, new PlanningLimit('time')));
    worker.postMessage(first.request);
  }

  // The job that was running is lost with its thread; those that wait go on with another. A thread that ends before it
  // was ready would end again and again: it fails those that wait for it, and the next request tries anew.
  #replace(worker: Worker, reason: Error): void {
    if (worker !== this.#worker) return;
    const failed = this.#isReady ? [] : this.#queue.splice(0);
    this.#worker = undefined;
    this.#isReady = false;
    void worker.terminate();
    this.#end((job) => job.reject(reason));
    for (const job of failed) job.reject(reason);
    this.#next();
  }

  #end(settle: (job: Job) => void): void {
    clearInterval(this.#timer);
    const job = this.#current;
    this.#current = undefined;
    if (job) settle(job);
  }
}

const TICKS = 10;

// In ticks, not at once: a machine that slept, or a thread that was held up, finds one tick due and then the answer, not the end.
function afterTicks(ms: number, act: () => void): NodeJS.Timeout {
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === TICKS) act();
  }, ms / TICKS);
  return timer;
}

function startWorker(data: PlanningWorkerData, memoryMb: number): Worker {
  const options = { workerData: data, resourceLimits: { maxOldGenerationSizeMb: memoryMb }, execArgv: [] };
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./planning-worker.js', import.meta.url), options);
  }
  workerSource ??= sourceAsScript();
  return new Worker(workerSource, { ...options, eval: true });
}

interface Esbuild {
  buildSync(options: object): { readonly outputFiles: readonly [{ readonly text: string }] };
}

let workerSource: string | undefined;

// Run from source: Node 20 reads no TypeScript, and a thread inherits no loader. One of its own would double the time
// that a thread takes to start, so the worker's files are made one script here, by what tsx itself uses.
function sourceAsScript(): string {
  const entry = new URL('./planning-worker.ts', import.meta.url);
  const { resolve } = createRequire(import.meta.url);
  const { buildSync } = createRequire(resolve('tsx'))('esbuild') as Esbuild;
  const built = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    define: { 'import.meta.url': JSON.stringify(entry.href) },
  });
  const code = built.outputFiles[0].text;
  return `(function (require) { ${code}\n})(require('node:module').createRequire(${JSON.stringify(entry.href)}));`;
}

function failureOf(error: Error & { code?: string }): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new PlanningLimit('memory') : error;
}

// The planner's own bound: it counts the selections of each fragment as often as it is spread.
function toldBy(message: string): Error {
  return /^Exceeded maximum recursive selections/.test(message)
    ? new PlanningLimit('selections')
    : new Error(message);
}
