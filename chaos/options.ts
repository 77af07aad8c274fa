import { parseArgs } from 'node:util';

/** How events travel in a run. */
export type TransportName = 'direct' | 'rabbitmq';

/** What a run is made of. */
export interface ChaosOptions {
  readonly checkouts: number;
  readonly kills: number;
  readonly transport: TransportName;
  /** Fixes the faults and the inputs, not how the processes interleave. */
  readonly seed: number;
  /** A build that is broken on purpose, which the run must catch. */
  readonly broken: string | undefined;
  /** Whether the data and the logs stay. */
  readonly keep: boolean;
}

const USAGE =
  'npm run chaos -- --checkouts N --kills N --transport direct|rabbitmq --seed N [--broken NAME] [--keep]';

/** Reads the command line. @throws Error that says how it is used */
export function readOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      checkouts: { type: 'string', default: '100' },
      kills: { type: 'string', default: '10' },
      transport: { type: 'string', default: 'direct' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      broken: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const { transport } = values;
  if (transport !== 'direct' && transport !== 'rabbitmq') throw new Error(USAGE);
  return {
    checkouts: wholeNumber(values.checkouts),
    kills: wholeNumber(values.kills),
    transport,
    seed: wholeNumber(values.seed),
    broken: values.broken,
    keep: values.keep,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(USAGE);
  return Number(text);
}
