import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));

const NEVER_REACHED = '1000000000'; // all load comes from one address

/** A gateway in a process of its own. */
export interface RunningGateway {
  readonly url: string;
  /** Bytes of memory that it has in RAM; undefined where the system does not tell. */
  residentBytes(): number | undefined;
  stop(): Promise<void>;
}

/** Starts a gateway from its sources; `variables` configure it. @throws Error with its last words when it ends instead */
export async function startGatewayProcess(variables: Record<string, string>): Promise<RunningGateway> {
  const child = spawn(process.execPath, ['--conditions=@orrery/source', '--import', 'tsx', MAIN], {
    env: { ...process.env, PORT: '0', RATE_LIMIT: NEVER_REACHED, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url } = await served(child);
  return {
    url,
    residentBytes: () => residentBytesOf(child.pid),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function served(child: ChildProcess): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const line = text.split('\n').find((one) => one.includes('"msg":"serving"'));
      if (line) resolve({ url: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}` });
    });
    child.once('exit', (code) =>
      reject(new Error(`the gateway ended with ${code}: ${output.slice(-2_000)}`)),
    );
  });
}

function residentBytesOf(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
  } catch {
    return undefined;
  }
}
