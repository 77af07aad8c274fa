import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointName } from '@orrery/runtime';
import type { Draw } from './draw.js';
import type { ChaosSystem } from './system.js';
import { within } from './within.js';

const LONGEST_DOWN_MS = 1_500;
const LONGEST_PAUSE_MS = 400;
const LONGEST_WAIT_MS = 15_000;
const POLL_MS = 20;

/** What the killer did. */
export interface Kill {
  readonly name: string;
  /** From the start of the run, in milliseconds. */
  readonly atMs: number;
}

/**
 * Kills processes with SIGKILL and starts them again, until it has killed enough; resolves when all of them run. The kills are
 * spread over the work, not over time, so that as much dies on a slow machine as on a fast one.
 */
export async function killAtRandom(
  system: ChaosSystem,
  options: {
    readonly kills: number;
    /** Which processes. */
    readonly names: readonly string[];
    readonly onlyReady: boolean;
    /** Where they die, should they come by soon. */
    readonly diesAt: FailpointName | undefined;
    /** How much of the work is begun, from 0 to 1. */
    readonly progress: () => number;
    readonly draw: Draw;
  },
): Promise<Kill[]> {
  const { kills, names, onlyReady, diesAt, progress, draw } = options;
  const begun = Date.now();
  const done: Kill[] = [];
  const restarting = new Map<string, Promise<void>>();
  while (done.length < kills) {
    const due = (done.length + draw.fraction()) / kills;
    while (progress() < due) await sleep(POLL_MS);
    await sleep(draw.fraction() * LONGEST_PAUSE_MS);
    const name = draw.oneOf(names);
    const downMs = draw.fraction() * LONGEST_DOWN_MS;
    await restarting.get(name);
    if (onlyReady) await system.ready(name);
    if (diesAt) {
      await system.kill(name);
      await system.restart(name, { FAILPOINTS: `${diesAt}=exit@1` });
      await within(LONGEST_WAIT_MS, system.ended(name));
    }
    await system.kill(name);
    done.push({ name, atMs: Date.now() - begun });
    // One that is killed while it starts must come up too, so nobody waits here for it to be ready.
    restarting.set(
      name,
      sleep(downMs).then(() => system.restart(name)),
    );
  }
  await Promise.all(restarting.values());
  return done;
}
