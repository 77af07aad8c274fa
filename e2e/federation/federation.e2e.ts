import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectOutcome } from './harness/expectation.js';
import { type RunningSupergraph, startSupergraph } from './harness/running-supergraph.js';
import { SubgraphHost } from './harness/subgraph-host.js';
import { SUPERGRAPHS } from './supergraphs.js';

// Each gateway plans in a thread of its own, which takes a while to start: the next ones start while one is tested.
const AHEAD = 2;
const started = new Map<number, Promise<RunningSupergraph>>();
const host = SubgraphHost.start();

async function startAhead(index: number): Promise<RunningSupergraph> {
  const fixtures = SUPERGRAPHS.slice(index, index + 1 + AHEAD);
  for (const [offset, fixture] of fixtures.entries()) {
    if (started.has(index + offset)) continue;
    const starting = host.then((ready) => startSupergraph(fixture, ready));
    starting.catch(() => undefined); // told by the test that awaits it
    started.set(index + offset, starting);
  }
  return started.get(index) as Promise<RunningSupergraph>;
}

afterAll(async () => {
  const all = await Promise.allSettled(started.values());
  for (const start of all) if (start.status === 'fulfilled') await start.value.stop();
  await (await host).stop();
});

describe.each(SUPERGRAPHS.map((fixture, index) => [fixture.title, fixture, index] as const))(
  '%s',
  (_title, fixture, index) => {
    let running: RunningSupergraph;
    beforeAll(async () => {
      running = await startAhead(index);
    });
    afterAll(async () => {
      await running?.stop();
      started.delete(index);
    });

    it.each(fixture.cases.map((entry) => [entry.title, entry] as const))(
      'should %s',
      async (_title, entry) => {
        await expectOutcome(entry, await running.run(entry), running.served.monolith);
      },
    );
  },
);
