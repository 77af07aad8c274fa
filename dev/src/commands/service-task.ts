import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../config.js';
import { type Installation, serviceEnvironment } from '../local-system.js';

/** How a service's task ended. */
export interface TaskResult {
  readonly code: number;
  /** What it printed, when it was asked to be kept. */
  readonly output: string;
}

/**
 * Runs a task of a service (`node dist/main.js NAME ...`) in its own environment.
 * @param output `show` passes what it prints on, and what is typed to it; `keep` returns its standard output and shows nothing but errors
 */
export function runServiceTask(
  installation: Installation,
  serviceName: string,
  argv: readonly string[],
  output: 'show' | 'keep',
): Promise<TaskResult> {
  const service = installation.config.services.find(({ name }) => name === serviceName);
  if (!service) throw new Error(`there is no service ${serviceName}`);
  const child = spawn(process.execPath, [join(ROOT, service.entry), ...argv], {
    env: { PATH: process.env.PATH ?? '', ...serviceEnvironment(installation, service) },
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'ignore'],
  });
  let kept = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    kept += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: kept }));
  });
}
