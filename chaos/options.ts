import { parseArgs } from 'node:util';
import { BROKEN_BUILDS } from './broken/builds.js';

/** How events travel in a run. */
export type TransportName = 'direct' | 'rabbitmq';

/** What the command line asks for. */
export interface ChaosOptions {
  readonly checkouts: number;
  readonly kills: number;
  readonly transport: TransportName;
  /** Of the first run. It fixes the faults and the inputs, not how the processes interleave. */
  readonly seed: number;
  /** How many runs, with one seed after the other. */
  readonly runs: number;
  /** Where closing lines are kept: a seed that has one is left out. */
  readonly append: string | undefined;
  /** Whether each service is made to die at each of its points, instead of at random. */
  readonly failpoints: boolean;
  /** Builds that are broken on purpose, each of which must be caught, instead of the one that is not. */
  readonly broken: readonly string[] | undefined;
  /** @default 12 */
  readonly customers: number;
  /** Whether the data and the logs stay. */
  readonly keep: boolean;
}

const USAGE = `npm run chaos -- [--checkouts N] [--kills N] [--transport direct|rabbitmq] [--seed N] [--customers N] [--keep]
  --runs N --append FILE   N runs from --seed on, their closing lines in FILE; what has a line is not run again
  --failpoints             dies at each named point in each service, instead of at random
  --broken all|NAME,...    runs builds that are broken on purpose, each of which must be caught`;

/** Reads the command line. @throws Error that says how it is used */
export function readOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      checkouts: { type: 'string', default: '100' },
      kills: { type: 'string', default: '10' },
      transport: { type: 'string', default: 'direct' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      runs: { type: 'string', default: '1' },
      append: { type: 'string' },
      failpoints: { type: 'boolean', default: false },
      broken: { type: 'string' },
      customers: { type: 'string', default: '12' },
      keep: { type: 'boolean', default: false },
    },
  });
  const { transport } = values;
  if (transport !== 'direct' && transport !== 'rabbitmq') throw new Error(USAGE);
  return {
    ...values,
    append: values.append,
    broken: values.broken === 'all' ? Object.keys(BROKEN_BUILDS) : values.broken?.split(','),
    transport,
    checkouts: wholeNumber(values.checkouts),
    kills: wholeNumber(values.kills),
    seed: wholeNumber(values.seed),
    runs: wholeNumber(values.runs),
    customers: wholeNumber(values.customers),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(USAGE);
  return Number(text);
}
