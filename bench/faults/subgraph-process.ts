import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fault } from './faults.js';
import type { Order, Told } from './serve.js';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** A subgraph in a process of its own. */
export class SubgraphProcess {
  readonly name: string;
  #child: ChildProcess;
  #port: number;

  private constructor(name: string, child: ChildProcess, port: number) {
    this.name = name;
    this.#child = child;
    this.#port = port;
  }

  /** Starts one on a free port of 127.0.0.1. */
  static async start(name: string): Promise<SubgraphProcess> {
    const child = launch(name, 0);
    const { port = 0 } = await told(child);
    return new SubgraphProcess(name, child, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** From now on it misbehaves so. */
  async begin(fault: Fault): Promise<void> {
    await this.#order({ fault });
  }

  /** The fault is over: it answers again, at the same address, started again if it had to be. */
  async end(): Promise<void> {
    if (this.#isRunning) {
      await this.#order({ fault: null });
      return;
    }
    this.#child = launch(this.name, this.#port);
    await told(this.#child);
  }

  /** Requests that it was sent since its start, probes left out; undefined when it does not run. */
  async count(): Promise<number | undefined> {
    return this.#isRunning ? (await this.#order('count')).count : undefined;
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  get #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #order(order: Order): Promise<Told> {
    const answer = told(this.#child);
    this.#child.send(order, () => undefined);
    return answer;
  }
}

function launch(name: string, port: number): ChildProcess {
  return fork(SERVE, [name, String(port)], {
    execArgv: ['--import', 'tsx', '--conditions=@orrery/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

// A process that ends in place of an answer has obeyed too: that may be the fault.
function told(child: ChildProcess): Promise<Told> {
  return new Promise((resolve) => {
    const onExit = () => resolve({});
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Told);
    });
  });
}
