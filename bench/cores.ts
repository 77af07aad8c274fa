import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Keeps this process, and those that it starts, on the first core, so that a gateway has the second for itself.
 * @returns the gateway's core; undefined where there is one only, or no taskset
 */
export function coreForGateway(): number | undefined {
  if (availableParallelism() < 2) return undefined;
  try {
    execFileSync('taskset', ['-a', '-c', '-p', '0', `${process.pid}`], { stdio: 'ignore' });
    return 1;
  } catch {
    return undefined;
  }
}
