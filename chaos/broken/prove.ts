import { runCampaign } from '../campaign.js';
import type { ChaosSystem } from '../system.js';
import { brokenBuild } from './builds.js';

const CHECKOUTS = 30;
const KILLS = 8;
const PATIENCE_MS = 45_000;
const QUIET_WITHIN_MS = 60_000;

/** What a build that is broken on purpose came to. */
export interface Proof {
  readonly name: string;
  /** What the checker found in the books; none: it was not caught. What only took too long does not count. */
  readonly faults: readonly string[];
}

/** Runs a broken build, under the conditions in which its fault shows. */
export async function proveBroken(
  name: string,
  { seed, keep, onStarted }: { seed: number; keep?: boolean; onStarted?: (system: ChaosSystem) => void },
): Promise<Proof> {
  const { transport = 'direct' } = brokenBuild(name);
  const { faults } = await runCampaign(
    {
      checkouts: CHECKOUTS,
      kills: KILLS,
      transport,
      seed,
      broken: name,
      keep,
      conditions: { patienceMs: PATIENCE_MS, quietWithinMs: QUIET_WITHIN_MS },
      onStarted,
    },
    () => undefined,
  );
  return { name, faults };
}

/** Runs broken builds, all or some, and tells of each what gave it away. Resolves to whether all of them were caught. */
export async function proveEach(
  names: readonly string[],
  options: Parameters<typeof proveBroken>[1],
  say: (line: string) => void,
): Promise<boolean> {
  let caught = 0;
  for (const name of names) {
    const { faults } = await proveBroken(name, options);
    if (faults.length > 0) caught += 1;
    const [first = 'NOT CAUGHT'] = faults;
    say(`${name} (${brokenBuild(name).does}): ${faults.length} violations, the first: ${first}`);
  }
  say(`${caught} of ${names.length} broken builds were caught`);
  return caught === names.length;
}
