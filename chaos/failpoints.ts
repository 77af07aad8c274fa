import { EVENTS } from '@orrery/contracts';
import { FAILPOINTS, type FailpointName } from '@orrery/runtime';
import { TAKING_PART } from './books.js';
import { type CampaignOptions, faultyEnvironments } from './campaign.js';
import { CONDITIONS } from './conditions.js';
import { buyOnce, customerId } from './customer.js';
import { Draw } from './draw.js';
import type { Kill } from './killer.js';
import type { Ledger } from './ledger.js';
import type { TransportName } from './options.js';
import type { ChaosSystem } from './system.js';
import { runTrial, type TrialResult } from './trial.js';
import { within } from './within.js';
import { tokensOf } from './world.js';

const CUSTOMERS = 4;
const UNITS_PER_PRODUCT = 400;
const NOBODY_DIES_MS = 180_000; // what a dead service has locked is free again after 10 s
const LOOKS_EVERY_MS = 5_000;

/**
 * What is passed for certain only when a handler refuses an event, as none of these services does with what another sends it:
 * `packages/kit/test/failpoints.int.test.ts` lets processes die there, over both transports.
 */
export const ON_REFUSALS: readonly FailpointName[] = [
  'broker.put-off',
  'consumer.rejected',
  'consumer.dead-lettered',
];

/** A death of a service at a point. */
export interface Death extends Kill {
  readonly point: FailpointName;
  /** The signal that ended it, or how else it ended. */
  readonly how: string;
}

/** The points that a service passes when orders are placed. */
export function pointsOf(service: string, transport: TransportName): FailpointName[] {
  const sends = Object.values(EVENTS).some(({ source }) => source === service);
  return (Object.keys(FAILPOINTS) as FailpointName[]).filter((point) => {
    if (ON_REFUSALS.includes(point)) return false;
    const [room] = point.split('.');
    if (room === 'relay') return sends;
    if (room === 'broker') return sends && transport === 'rabbitmq';
    if (room === 'provider') return service === 'payments';
    return true;
  });
}

/**
 * Lets each service die at each of its points, all services at the same time, while customers buy; then waits for quiet and
 * compares all books. A point at which a service did not die is among the violations.
 */
export async function dieAtFailpoints(
  options: Pick<CampaignOptions, 'transport' | 'seed' | 'keep' | 'onStarted'>,
  say: (line: string) => void,
): Promise<TrialResult & { readonly deaths: readonly Death[] }> {
  const { transport, seed } = options;
  const draw = new Draw(`failpoints ${seed}`);
  return runTrial(
    {
      ...options,
      system: { transport, ...faultyEnvironments(seed, CONDITIONS) },
      unitsPerProduct: UNITS_PER_PRODUCT,
      quietWithinMs: CONDITIONS.quietWithinMs,
    },
    say,
    async (system, productIds, ledger) => {
      const over = new AbortController();
      const shopping = buyUntil(over.signal, system, productIds, ledger, draw);
      const { deaths, survivors } = await dieEverywhere(system, draw, say);
      over.abort();
      return { kills: deaths, deaths, gaveUp: await shopping, violations: survivors };
    },
  );
}

// Each service dies at one point after the other, and is there again for the others in between, waiting for its next.
async function dieEverywhere(
  system: ChaosSystem,
  draw: Draw,
  say: (line: string) => void,
): Promise<{ deaths: Death[]; survivors: string[] }> {
  const begun = Date.now();
  const deaths: Death[] = [];
  const survivors: string[] = [];
  let lastDeath = begun;
  // Who waits for what others do may wait for as long as they die.
  const endOf = async (name: string): Promise<string | undefined> => {
    const ended = system.ended(name);
    for (;;) {
      const how = await within(LOOKS_EVERY_MS, ended);
      if (how) lastDeath = Date.now();
      if (how || Date.now() - lastDeath > NOBODY_DIES_MS) return how;
    }
  };
  const dieAt = async (name: string, point: FailpointName) => {
    await system.restart(name, { FAILPOINTS: `${point}=exit@1` });
    const how = await endOf(name);
    if (how) deaths.push({ name, point, how, atMs: Date.now() - begun });
    else survivors.push(`${name} never came by ${point}`);
    say(how ? `${name} died at ${point}` : `${name} never came by ${point}`);
    if (!how) await system.kill(name);
  };
  const dieAtAll = async (name: string) => {
    const points = inOrder(pointsOf(name, system.options.transport), draw.of(name));
    await system.kill(name);
    for (const point of points) await dieAt(name, point);
    await system.restart(name);
  };
  await Promise.all(TAKING_PART.map(dieAtAll));
  return { deaths, survivors };
}

// What a dead process had not committed is locked in its database for a while: that comes last.
function inOrder(points: readonly FailpointName[], draw: Draw): FailpointName[] {
  const isLast = (point: FailpointName) => Number(point.endsWith('.before-commit'));
  return draw.shuffled(points).sort((a, b) => isLast(a) - isLast(b));
}

// A few customers at a time, for as long as somebody has still to die.
async function buyUntil(
  signal: AbortSignal,
  system: ChaosSystem,
  productIds: readonly string[],
  ledger: Ledger,
  draw: Draw,
): Promise<string[]> {
  const actor = { gatewayUrl: system.gatewayUrl, tokenOf: tokensOf(system) };
  const shop = { ...CONDITIONS, productIds };
  const failed: string[] = [];
  let next = 0;
  const customer = async () => {
    while (!signal.aborted) {
      const i = next++;
      // Each buys once: the cart of another is not held by what has died.
      await buyOnce(actor, shop, ledger, customerId(i), `chaos-key-${i}`, draw.of(i)).catch(
        (error: unknown) => failed.push(String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: CUSTOMERS }, customer));
  return failed;
}
