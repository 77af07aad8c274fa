import type { Draw } from './draw.js';
import type { ChaosSystem } from './system.js';

const LONGEST_DOWN_MS = 1_500;
const READY_WITHIN_MS = 60_000;

/** What the killer did. */
export interface Kill {
  readonly name: string;
  /** From the start of the run, in milliseconds. */
  readonly atMs: number;
}

/** Kills processes with SIGKILL and starts them again, one after the other, until it was told to stop or has killed enough. */
export async function killAtRandom(
  system: ChaosSystem,
  options: {
    readonly kills: number;
    readonly meanPauseMs: number;
    readonly draw: Draw;
    readonly signal: AbortSignal;
  },
): Promise<Kill[]> {
  const { kills, meanPauseMs, draw, signal } = options;
  const begun = Date.now();
  const done: Kill[] = [];
  const restarting = new Map<string, Promise<void>>();
  while (done.length < kills && !signal.aborted) {
    await pause(draw.fraction() * 2 * meanPauseMs, signal);
    const name = draw.oneOf(system.names);
    const downMs = draw.fraction() * LONGEST_DOWN_MS;
    await restarting.get(name); // it may still be on its way up
    await system.kill(name);
    done.push({ name, atMs: Date.now() - begun });
    restarting.set(
      name,
      pause(downMs, new AbortController().signal)
        .then(() => system.restart(name))
        // One that is killed while it starts must come up too, so nobody waits here for it to be ready.
        .catch((error: unknown) => {
          throw new Error(`${name} could not be started again within ${READY_WITHIN_MS} ms`, {
            cause: error,
          });
        }),
    );
  }
  await Promise.all(restarting.values());
  return done;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
