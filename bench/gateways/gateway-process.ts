import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { cpuSecondsOf, residentBytesOf } from '../process-figures.js';
import type { Contender } from './contenders.js';

/** A gateway that runs. */
export interface GatewayProcess {
  readonly name: string;
  readonly port: number;
  /** Where it takes operations. */
  readonly path: string;
  /** The header of each request; undefined for none. */
  readonly authorization: string | undefined;
  /** Milliseconds from the process's start to its first answer with status 200 on its readiness address. */
  readonly readyMs: number;
  /** Seconds of CPU that it used so far, over all of its threads. */
  cpuSeconds(): number;
  /** Bytes of memory that it has in RAM. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/** What a contender is started with. */
export interface StartOptions {
  /** The core that it has for itself; undefined where processes cannot be pinned. */
  readonly core: number | undefined;
  readonly supergraphFile: string;
  readonly floorFile: string;
}

const POLL_MS = 5;

/** Starts a gateway and waits until it is ready. @throws Error with its last words when it ends instead */
export async function startGateway(contender: Contender, options: StartOptions): Promise<GatewayProcess> {
  const port = await freePort();
  const prepared = await contender.prepare?.(dirname(options.supergraphFile));
  const [file, ...args] = contender.command({ ...options, port });
  const command =
    options.core === undefined ? [file, ...args] : ['taskset', '-c', `${options.core}`, file, ...args];
  const startedAt = performance.now();
  const child = spawn(command[0] as string, command.slice(1) as string[], {
    env: { ...process.env, NODE_ENV: 'production', ...contender.env, ...prepared?.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-4_000);
    });
  }
  const over = new AbortController();
  child.once('error', (error) => over.abort(error));
  child.once('close', (code) => over.abort(new Error(`${contender.name} ended with ${code}:\n${output}`)));
  await ready(`http://127.0.0.1:${port}${contender.ready}`, contender, over.signal);
  const readyMs = performance.now() - startedAt;
  const pid = child.pid as number; // taskset becomes the gateway: it keeps the id
  return {
    name: contender.name,
    port,
    path: contender.path,
    authorization: prepared?.authorization,
    readyMs,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => residentBytesOf(pid),
    stop: () => stopped(child),
  };
}

/** Ends a process and waits until it is gone. */
export function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL'); // nothing of it is to be kept
  });
}

async function ready(url: string, { readyBody }: Contender, over: AbortSignal): Promise<void> {
  const request = readyBody && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: readyBody,
  };
  for (;;) {
    over.throwIfAborted();
    const response = await fetch(url, { ...request, signal: over }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
