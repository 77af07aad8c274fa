import type { Child } from './child.js';
import { endedEarly, StartFailure } from './start-failure.js';

const POLL_MS = 100;

/**
 * Waits until `isReady` holds or the child ends.
 * @throws StartFailure when the child ended, or was not ready within `timeoutMs`
 */
export async function waitReady(
  child: Child,
  logFile: string,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  let ended: string | undefined;
  void child.exited.then((how) => {
    ended = how;
  });
  while (!(await isReady())) {
    if (ended !== undefined) throw endedEarly(child, ended, logFile);
    if (Date.now() > until) {
      throw new StartFailure(
        `${child.name} was not ready after ${timeoutMs / 1_000} s. Its log is ${logFile}.`,
        child.lastLines,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Whether a process answers 200 on /health/ready, and `accept` accepts what it says. */
export async function answersReady(
  port: number,
  accept: (body: unknown) => boolean = () => true,
): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    const body: unknown = await response.json();
    return response.ok && accept(body);
  } catch {
    return false;
  }
}
