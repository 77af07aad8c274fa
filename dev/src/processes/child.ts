import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a child process is started with. */
export interface ChildOptions {
  readonly name: string;
  /** A JavaScript file. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Everything that it prints goes here; emptied at each start. */
  readonly logFile: string;
  /** Holds the process's id while it runs. */
  readonly pidFile?: string;
  readonly onLine?: (line: string) => void;
}

const KEPT_LINES = 25; // a stack of Node's own is about 15, and says what is wrong above it
const STOP_TIMEOUT_MS = 15_000;
// The built one, also where this file is run from its source.
const DIE_WITH_PARENT = fileURLToPath(new URL('../../dist/processes/die-with-parent.js', import.meta.url));

/** A Node process of the system. */
export class Child {
  readonly name: string;
  /** Resolves with what ended it: an exit code, or a signal. */
  readonly exited: Promise<string>;
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #lastLines: string[] = [];
  readonly #pidFile: string | undefined;
  #running = true;

  constructor(options: ChildOptions) {
    this.name = options.name;
    mkdirSync(dirname(options.logFile), { recursive: true });
    this.#log = createWriteStream(options.logFile);
    // A group of its own: the terminal's Ctrl-C goes to the launcher only, which stops everything in order.
    this.#process = spawn(
      process.execPath,
      ['--import', DIE_WITH_PARENT, options.entry, ...(options.args ?? [])],
      {
        env: { PATH: process.env.PATH ?? '', ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
      },
    );
    this.#pidFile = options.pidFile;
    if (this.#pidFile && this.pid) {
      mkdirSync(dirname(this.#pidFile), { recursive: true });
      writeFileSync(this.#pidFile, `${this.pid}\n`);
    }
    this.#process.stdin?.on('error', () => undefined); // it ended before us
    for (const stream of [this.#process.stdout, this.#process.stderr]) this.#follow(stream, options.onLine);
    this.exited = new Promise((resolve) => {
      this.#process.once('error', (error) => this.#end(resolve, error.message));
      this.#process.once('close', (code, signal) => this.#end(resolve, signal ?? `exit code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The last lines that it printed. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Asks it to end, and makes it after 15 s. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  kill(): void {
    if (this.#running) this.#process.kill('SIGKILL');
  }

  #end(resolve: (how: string) => void, how: string): void {
    this.#running = false;
    if (this.#pidFile) rmSync(this.#pidFile, { force: true });
    this.#log.end();
    resolve(how);
  }

  #follow(stream: NodeJS.ReadableStream | null, onLine: ((line: string) => void) | undefined): void {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      this.#log.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#lastLines.push(line);
        if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
        onLine?.(line);
      }
    });
  }
}
