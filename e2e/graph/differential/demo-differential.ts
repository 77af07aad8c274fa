import { buildSchema } from 'graphql';
import type { SystemPlaces } from '../../start-system.js';
import { asMonolithTells, type Comparable, comparable, comparableResult } from '../answer.js';
import { apiSdl } from '../demo-monolith.js';
import { asCaller, GraphClient, type Who } from '../graph-client.js';
import type { Monolith } from '../monolith.js';
import { demoArgument } from './demo-arguments.js';
import { type ComparedAnswer, type DifferentialReport, runDifferential } from './differential.js';

const CALLERS: readonly Who[] = [undefined, 'ada', 'ada', 'grace', 'finn', 'wanda', 'cleo', 'alan'];

/** Holds random queries over the demo world's graph against the monolith. */
export function runDemoDifferential(
  places: SystemPlaces,
  monolith: Monolith,
  { operations, seed }: { readonly operations: number; readonly seed: number },
): Promise<DifferentialReport<Who>> {
  const client = new GraphClient(places);
  return runDifferential<Who>({
    operations,
    seed,
    schema: buildSchema(apiSdl()),
    argument: demoArgument,
    aliases: [
      'id',
      'name',
      'sku',
      'slug',
      'price',
      'weightGrams',
      'dimensions',
      'state',
      '__typename',
      'product',
    ],
    callers: CALLERS,
    gateway: async ({ query, variables }, who) =>
      compared(comparable(await client.run(query, variables, who))),
    monolith: async ({ query, variables }, who) =>
      compared(comparableResult(await monolith.execute(query, variables, asCaller(who)))),
    asMonolithTells,
  });
}

function compared({ data, errors }: Comparable): ComparedAnswer {
  const isRefused = errors.some((error) => error.includes('OPERATION_TOO_COMPLEX'));
  return { data: JSON.stringify(data), errors, isRefused };
}
