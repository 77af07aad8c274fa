import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LogEntry } from './effect-log.js';

type Settings = Readonly<Record<string, string>>;

// The command beside this file, which is a source in tests.
const EXTENSION = extname(fileURLToPath(import.meta.url));
const CLI = fileURLToPath(new URL(`./cli${EXTENSION}`, import.meta.url));
const FROM_SOURCE = ['--conditions=@orrery/source', '--import'];

/** The test provider as a process of its own, for tests: on a free port, with its log in a temporary folder. */
export class ProviderProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'orrery-provider-'));
  readonly #settings: Settings;
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Resolves when it serves. @throws Error with what it said when it ends before */
  static async start(settings: Settings = {}): Promise<ProviderProcess> {
    const provider = new ProviderProcess(settings);
    try {
      await provider.restart();
    } catch (error) {
      await provider.close();
      throw error;
    }
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get logFile(): string {
    return join(this.#folder, 'effects.jsonl');
  }

  /** Everything that is in its log now. */
  get entries(): LogEntry[] {
    const lines = readFileSync(this.logFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogEntry);
  }

  /** Starts it anew after it was killed, on the same port and log. */
  async restart(settings: Settings = {}): Promise<void> {
    const env = {
      PATH: process.env.PATH,
      ORRERY_ENV: 'development',
      PORT: String(this.#port),
      LOG_FILE: this.logFile,
      ...this.#settings,
      ...settings,
    };
    const flags = EXTENSION === '.ts' ? [...FROM_SOURCE, import.meta.resolve('tsx')] : [];
    this.#child = spawn(process.execPath, [...flags, CLI], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#port = await portOf(this.#child);
  }

  /** Ends it outright (SIGKILL), and resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it and removes its log. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

function portOf(child: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        const port = /"port":(\d+)/.exec(output)?.[1];
        if (port) resolve(Number(port));
      });
    }
    child.once('close', () => reject(new Error(output)));
  });
}
