import { Supergraph } from '@apollo/federation-internals';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSupergraph, startSupergraph } from '../federation/harness/running-supergraph.js';
import { SubgraphHost } from '../federation/harness/subgraph-host.js';
import { describeDifference, runDifferential } from '../graph/differential/differential.js';
import { Random } from '../graph/differential/random.js';
import { randomSupergraph } from './random/random-supergraph.js';

const SEEDS = [2, 3, 4];
const OPERATIONS = 12;
const NAMES = ['id', 'code', 'f0', 'f1', 'f2', 'f3', 'r0', 'label', '__typename', 'a', 'c'];

let host: SubgraphHost;
beforeAll(async () => {
  host = await SubgraphHost.start();
});
afterAll(() => host.stop());

describe.each(SEEDS)('a random supergraph of seed %d', (seed) => {
  let running: RunningSupergraph;
  beforeAll(async () => {
    running = await startSupergraph(randomSupergraph(`random ${seed}`, new Random(seed)), host);
  });
  afterAll(() => running.stop());

  it(`should answer ${OPERATIONS} random operations as a monolith would`, async () => {
    const { served } = running;
    const { differences } = await runDifferential<undefined>({
      schema: Supergraph.build(served.sdl).apiSchema().toGraphQLJSSchema(),
      operations: OPERATIONS,
      seed: seed * 1_000,
      callers: [undefined],
      argument: (_place, _argument, random) => (random.chance(0.4) ? undefined : random.between(1, 4)),
      aliases: NAMES,
      maxFields: 8,
      maxDepth: 3,
      gateway: async (operation) => {
        const { data, errors = [] } = (await running.run({ title: '', ...operation })).answer;
        const codes = errors.map(({ path, extensions }) => JSON.stringify([path, extensions.code]));
        return {
          data: JSON.stringify(data),
          errors: codes,
          // Planning has a time limit, which a slow machine reaches sooner.
          isRefused: errors.some(({ extensions }) => extensions.code === 'OPERATION_TOO_COMPLEX'),
        };
      },
      monolith: async (operation) => {
        const { data, errors = [] } = await served.monolith.answer({ title: '', ...operation });
        return { data: JSON.stringify(data), errors: errors.map(String) };
      },
    });
    expect(differences.map(describeDifference).join('\n\n')).toBe('');
  });
});
