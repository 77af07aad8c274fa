import { parseArgs } from 'node:util';
import { CONTENDERS, type Contender } from './gateways/contenders.js';

/** The operations of bench/operations, lightest first. */
export const OPERATIONS = ['light', 'medium', 'heavy'] as const;

/** One of {@link OPERATIONS}. */
export type OperationName = (typeof OPERATIONS)[number];

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  /** How often each gateway is measured on each operation. @default 5 */
  readonly rounds: number;
  /** How long each measurement takes. @default 2 */
  readonly seconds: number;
  /** How many requests each gateway has before it is measured on the heavy operation; more on the others. @default 300 */
  readonly warmUp: number;
  /** How often each gateway is started, for the time that it takes. @default 3 */
  readonly starts: number;
  /** Connections of the load. @default 16 */
  readonly connections: number;
  /** @default all */
  readonly contenders: readonly Contender[];
  /** @default all */
  readonly operations: readonly OperationName[];
}

/** What `--help` says. */
export const USAGE = `npm run bench -- [options]

  --rounds N         how often each gateway is measured on each operation (5)
  --seconds N        how long each measurement takes (2)
  --warm-up N        requests before a gateway is measured on the heavy operation; more on the others (300)
  --starts N         how often each gateway is started, for the time that it takes (3)
  --connections N    connections that send, each once it is answered (16)
  --only A,B         gateways: ${CONTENDERS.map(({ name }) => name).join(', ')}
  --operations A,B   ${OPERATIONS.join(', ')}
`;

/** Reads the command line; undefined when help is asked for. @throws Error that says what is wrong */
export function optionsOf(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      'warm-up': { type: 'string', default: '300' },
      starts: { type: 'string', default: '3' },
      connections: { type: 'string', default: '16' },
      only: { type: 'string' },
      operations: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    rounds: positive('rounds', values.rounds, true),
    seconds: positive('seconds', values.seconds, false),
    warmUp: positive('warm-up', values['warm-up'], true),
    starts: positive('starts', values.starts, true),
    connections: positive('connections', values.connections, true),
    contenders: CONTENDERS.filter(({ name }) =>
      picked(
        'only',
        values.only,
        CONTENDERS.map((contender) => contender.name),
      ).includes(name),
    ),
    operations: OPERATIONS.filter((name) =>
      picked('operations', values.operations, OPERATIONS).includes(name),
    ),
  };
}

function positive(name: string, text: string, isWhole: boolean): number {
  const value = Number(text);
  if (value > 0 && (!isWhole || Number.isInteger(value))) return value;
  throw new Error(`--${name} needs a ${isWhole ? 'whole ' : ''}number above 0, not ${text}`);
}

function picked(option: string, text: string | undefined, all: readonly string[]): readonly string[] {
  if (text === undefined) return all;
  const names = text.split(',');
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`--${option} knows ${all.join(', ')}, not ${unknown.join(', ')}`);
  return names;
}
