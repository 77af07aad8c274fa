import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** The test provider as a process of its own, on a free port. */
export interface ProviderProcess {
  readonly url: string;
  /** Ends it outright, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the command from its source; resolves when it serves. @throws Error with what it said when it ends before */
export async function startProviderProcess(
  logFile: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ProviderProcess> {
  const child = spawn(process.execPath, ['--import', TSX, '--conditions=@orrery/source', CLI], {
    env: { PATH: process.env.PATH, ORRERY_ENV: 'development', PORT: '0', LOG_FILE: logFile, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await portOf(child);
  return {
    url: `http://127.0.0.1:${port}`,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    },
  };
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
