import { ROOT } from '../dev/src/config.js';
import { brokenBuild, type SourceEdit } from './broken/builds.js';
import { CONDITIONS, type Conditions } from './conditions.js';
import { buyOnce, customerId } from './customer.js';
import { Draw } from './draw.js';
import { killAtRandom } from './killer.js';
import type { Ledger } from './ledger.js';
import type { TransportName } from './options.js';
import type { ChaosSystem, SystemOptions } from './system.js';
import { runTrial, type TrialResult } from './trial.js';
import { tokensOf } from './world.js';

/** What a run is made of. */
export interface CampaignOptions {
  readonly checkouts: number;
  readonly kills: number;
  readonly transport: TransportName;
  /** Fixes the faults and the inputs, not how the processes interleave. */
  readonly seed: number;
  /** A build that is broken on purpose, which the run must catch. @default none */
  readonly broken?: string;
  /** Whether the data and the logs stay in any case; they do where a build that is not broken has violations. @default false */
  readonly keep?: boolean;
  readonly conditions?: Partial<Conditions>;
  /** Told of the system as soon as it is up, for who must end it early. */
  readonly onStarted?: (system: ChaosSystem) => void;
}

/** Runs a system, lets customers buy while its processes are killed, waits for quiet, and compares all books. */
export async function runCampaign(
  options: CampaignOptions,
  say: (line: string) => void,
): Promise<TrialResult> {
  const draw = new Draw(`seed ${options.seed}`);
  const broken = options.broken ? brokenBuild(options.broken) : undefined;
  const conditions = { ...CONDITIONS, ...broken?.conditions, ...options.conditions };
  return runTrial(
    {
      system: {
        transport: options.transport,
        instances: conditions.instances,
        ...faultyEnvironments(options.seed, conditions, broken?.edits),
      },
      // Too little for all, so that some orders find nothing left.
      unitsPerProduct: Math.max(4, Math.ceil(options.checkouts * 0.28)),
      quietWithinMs: conditions.quietWithinMs,
      expectsViolations: broken !== undefined,
      keep: options.keep,
      onStarted: options.onStarted,
    },
    say,
    async (system, productIds, ledger) => {
      say(`${system.names.length} processes are up: ${options.checkouts} checkouts begin`);
      const killing = killAtRandom(system, {
        kills: options.kills,
        names: conditions.targets ?? system.names,
        onlyReady: conditions.killsReady,
        diesAt: conditions.diesAt,
        progress: () => ledger.entries.length / options.checkouts,
        draw: draw.of('kills'),
      });
      const buying = { checkouts: options.checkouts, conditions, draw, killing };
      const gaveUp = await buyAll(system, productIds, ledger, buying, say);
      const kills = await killing;
      say(`${kills.length} kills are done, ${gaveUp.length} customers gave up: waiting for quiet`);
      return { kills, gaveUp };
    },
  );
}

/** The environments in which events are doubled and overtaken, and the payment provider's answers lost. */
export function faultyEnvironments(
  seed: number,
  { duplicates, delays, lostAnswers }: Conditions,
  edits?: readonly SourceEdit[],
): Pick<SystemOptions, 'serviceEnv' | 'providerEnv'> {
  return {
    serviceEnv: {
      CHAOS_ROOT: ROOT,
      CHAOS_SEED: String(seed),
      CHAOS_DUPLICATES: String(duplicates),
      CHAOS_DELAYS: String(delays),
      CHECKOUT_STEP_TIMEOUT_MS: '15000',
      ...(edits && { CHAOS_BREAK: JSON.stringify(edits) }),
    },
    providerEnv: {
      FAULT_SEED: String(seed),
      FAULT_LATENCY_MS: '30',
      FAULT_LOST_REQUESTS: '0.02',
      FAULT_LOST_ANSWERS: String(lostAnswers),
    },
  };
}

// A few customers at a time, each of whom buys once, until all checkouts are made and all kills are done: what is killed is
// killed in mid-work.
async function buyAll(
  system: ChaosSystem,
  productIds: readonly string[],
  ledger: Ledger,
  buying: { checkouts: number; conditions: Conditions; draw: Draw; killing: Promise<unknown> },
  say: (line: string) => void,
): Promise<string[]> {
  const { checkouts, conditions, draw, killing } = buying;
  const shop = { ...conditions, productIds };
  const actor = { gatewayUrl: system.gatewayUrl, tokenOf: tokensOf(system) };
  const failed: string[] = [];
  let killed = false;
  void killing.finally(() => {
    killed = true;
  });
  let next = 0;
  const buyer = async () => {
    while (next < checkouts || !killed) {
      const i = next++;
      if (i > 0 && i % 100 === 0) say(`${i} checkouts`);
      try {
        await buyOnce(actor, shop, ledger, customerId(i), `chaos-key-${i}`, draw.of(i));
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: conditions.customers }, buyer));
  return failed;
}
