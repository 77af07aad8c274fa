import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSupergraph, startSupergraph } from '../federation/harness/running-supergraph.js';
import { SubgraphHost } from '../federation/harness/subgraph-host.js';
import type { Case } from '../federation/harness/supergraph-case.js';
import { UNRESOLVABLE_KEYS } from '../federation/unresolvable-keys.supergraph.js';
import { requiredArguments, requiredOfInterfaces } from './argument-supergraphs.js';
import { conditions, harmlessNames, misleadingNames } from './name-supergraphs.js';
import { type Compared, StockGateway } from './stock.js';

const DEFECTS = [requiredArguments, requiredOfInterfaces, misleadingNames, conditions, ...UNRESOLVABLE_KEYS];

let host: SubgraphHost;
beforeAll(async () => {
  host = await SubgraphHost.start();
});
afterAll(() => host.stop());

describe.each([...DEFECTS, harmlessNames].map((fixture) => [fixture.title, fixture] as const))(
  '%s',
  (_title, fixture) => {
    let running: RunningSupergraph;
    let stock: StockGateway;
    beforeAll(async () => {
      running = await startSupergraph(fixture, host);
      stock = await StockGateway.start(running.served.sdl);
    });
    afterAll(async () => {
      await stock.stop();
      await running.stop();
    });

    const expected = async (entry: Case): Promise<Compared> => {
      const { data, errors } = await running.served.monolith.answer(entry);
      expect(errors).toBeUndefined();
      return { data: JSON.parse(JSON.stringify(data)), hasErrors: false };
    };

    it.each(fixture.cases.map((entry) => [entry.title, entry] as const))(
      'should be answered rightly when %s',
      async (_title, entry) => {
        const { answer } = await running.run(entry);
        const { data } = await expected(entry);
        expect(answer.errors).toBeUndefined();
        expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
      },
    );

    if (fixture !== harmlessNames) {
      it('should be needed: the stock gateway answers some of it otherwise', async () => {
        const answers = await Promise.all(
          fixture.cases.map(async (entry) => [
            entry.title,
            await stock.answer(entry.query, entry.variables),
            await expected(entry),
          ]),
        );
        const wrong = answers.filter(([, told, right]) => JSON.stringify(told) !== JSON.stringify(right));
        expect(wrong.map(([title]) => title)).toMatchSnapshot();
        expect(wrong.length).toBeGreaterThan(0);
      });
    }
  },
);
