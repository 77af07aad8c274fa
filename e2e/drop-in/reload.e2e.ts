import { IntrospectAndCompose, LocalCompose, type SupergraphManager } from '@apollo/gateway';
import { SupergraphGateway } from '@orrery/gateway';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServedGateway, serveGateway } from './fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from './fixture/subgraphs.js';

const WEIGHT = '{ product(id: "p1") { weight } }';

let subgraphs: Subgraphs;
beforeAll(async () => {
  subgraphs = await startSubgraphs();
});
afterAll(() => subgraphs?.stop());

const served: ServedGateway[] = [];
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
});

async function serve(gateway: SupergraphGateway): Promise<ServedGateway> {
  const one = await serveGateway(gateway);
  served.push(one);
  return one;
}

/** A manager that a test updates. */
class TestManager implements SupergraphManager {
  update: (sdl: string) => void = () => {};
  healthCheck: (sdl: string) => Promise<void> = async () => {};
  cleanups = 0;

  constructor(readonly first: string) {}

  initialize: SupergraphManager['initialize'] = async ({ update, healthCheck }) => {
    this.update = update;
    this.healthCheck = healthCheck;
    return {
      supergraphSdl: this.first,
      cleanup: async () => {
        this.cleanups += 1;
      },
    };
  };
}

/** Resolves at each change of the gateway's schema after those that were awaited before. */
function changesOf(gateway: SupergraphGateway): () => Promise<string> {
  const seen: string[] = [];
  let wake = () => {};
  gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
    seen.push(coreSupergraphSdl);
    wake();
  });
  return async () => {
    while (seen.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return seen.shift() as string;
  };
}

describe('a supergraph manager', () => {
  it('should replace the supergraph, tell who listens, and be cleaned up', async () => {
    const manager = new TestManager(subgraphs.supergraphSdl);
    const told: (readonly [string, string | undefined])[] = [];
    const gateway = new SupergraphGateway({
      supergraphSdl: manager,
      experimental_didUpdateSupergraph: (current, previous) => {
        if (!('supergraphSdl' in current)) throw new Error('not a supergraph');
        const before = previous && 'supergraphSdl' in previous ? previous.supergraphSdl : undefined;
        told.push([current.supergraphSdl, before]);
      },
    });
    const changed = changesOf(gateway);
    const server = await serve(gateway);
    expect(gateway.supergraphManager).toBe(manager);
    expect(await changed()).toBe(subgraphs.supergraphSdl);
    expect((await server.ask(WEIGHT)).body.errors?.[0]?.message).toContain('Cannot query field "weight"');
    const before = gateway.schema;
    manager.update(subgraphs.nextSupergraphSdl);
    expect(await changed()).toBe(subgraphs.nextSupergraphSdl);
    expect(gateway.schema).not.toBe(before);
    expect((await server.ask(WEIGHT)).body).toEqual({ data: { product: { weight: 2 } } });
    expect(told).toEqual([
      [subgraphs.supergraphSdl, undefined],
      [subgraphs.nextSupergraphSdl, subgraphs.supergraphSdl],
    ]);
    await served.pop()?.stop();
    expect(manager.cleanups).toBe(1);
    expect(() => manager.update(subgraphs.supergraphSdl)).toThrow('after gateway was stopped');
  });

  it('should be told at once when its supergraph is bad, and the last good one stay', async () => {
    const manager = new TestManager(subgraphs.supergraphSdl);
    const gateway = new SupergraphGateway({ supergraphSdl: manager.initialize });
    const server = await serve(gateway);
    const { schema } = gateway;
    expect(() => manager.update('type Query { a: Int }')).toThrow('not a valid supergraph');
    expect(() => manager.update('nonsense {')).toThrow('not valid GraphQL');
    const needed = '@link(url: "https://rules.test/quota/v1.0", for: SECURITY)';
    expect(() => manager.update(subgraphs.nextSupergraphSdl.replace('@link(', `${needed} @link(`))).toThrow(
      'quota',
    );
    expect(gateway.schema).toBe(schema);
    expect((await server.ask('{ product(id: "p1") { name } }')).body).toEqual({
      data: { product: { name: 'Tent' } },
    });
  });

  it('should not lose a request that is in flight, and keep its schema for it', async () => {
    const manager = new TestManager(subgraphs.nextSupergraphSdl);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = () => {};
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const gateway = new SupergraphGateway({
      supergraphSdl: manager,
      buildService: () => ({
        process: async () => {
          arrived();
          await held;
          return { data: { product: { weight: 7 } } };
        },
      }),
    });
    const changed = changesOf(gateway);
    const server = await serve(gateway);
    await changed();
    const answer = server.ask(WEIGHT);
    await inFlight;
    manager.update(subgraphs.supergraphSdl); // which has no weight
    await changed();
    release();
    expect((await answer).body).toEqual({ data: { product: { weight: 7 } } });
    expect((await server.ask(WEIGHT)).body.errors?.[0]?.message).toContain('Cannot query field "weight"');
  });

  it('should serve the newest of several that come one after the other', async () => {
    const manager = new TestManager(subgraphs.supergraphSdl);
    const gateway = new SupergraphGateway({ supergraphSdl: manager });
    const changed = changesOf(gateway);
    const server = await serve(gateway);
    await changed();
    await server.ask('{ products { id } }'); // something to warm
    manager.update(`${subgraphs.nextSupergraphSdl}# one\n`);
    manager.update(subgraphs.nextSupergraphSdl);
    expect(await changed()).toBe(subgraphs.nextSupergraphSdl);
    expect((await server.ask(WEIGHT)).body).toEqual({ data: { product: { weight: 2 } } });
  });

  it('should be able to ask whether its subgraphs are well', async () => {
    const manager = new TestManager(subgraphs.supergraphSdl);
    const gateway = new SupergraphGateway({ supergraphSdl: manager });
    await serve(gateway);
    await expect(manager.healthCheck(subgraphs.supergraphSdl)).resolves.toBeUndefined();
    const broken = subgraphs.supergraphSdl.replace(/http:\/\/127\.0\.0\.1:\d+\//, 'http://127.0.0.1:1/');
    await expect(manager.healthCheck(broken)).rejects.toThrow('health check failed');
    expect((await gateway.serviceHealthCheck()).map(({ name }) => name).sort()).toEqual([
      'products',
      'reviews',
    ]);
  });
});

describe('the first supergraph', () => {
  it('should keep the server from starting when it cannot be served, and clean up its manager', async () => {
    const manager = new TestManager('type Query { a: Int }');
    await expect(serveGateway(new SupergraphGateway({ supergraphSdl: manager }))).rejects.toThrow(
      'not a valid supergraph',
    );
    expect(manager.cleanups).toBe(1);
  });

  it('should be asked for when there is none', async () => {
    await expect(serveGateway(new SupergraphGateway())).rejects.toThrow('APOLLO_KEY and APOLLO_GRAPH_REF');
  });

  it.each([
    ['IntrospectAndCompose', () => new IntrospectAndCompose({ subgraphs: subgraphs.definitions })],
    ['LocalCompose', () => new LocalCompose({ localServiceList: subgraphs.definitions })],
  ])('should be composed by %s of @apollo/gateway', async (_name, manager) => {
    const server = await serve(new SupergraphGateway({ supergraphSdl: manager() }));
    expect((await server.ask(WEIGHT)).body).toEqual({ data: { product: { weight: 2 } } });
  });

  it('should be composed of serviceList and localServiceList too', async () => {
    const listed = await serve(new SupergraphGateway({ serviceList: subgraphs.definitions }));
    const local = await serve(new SupergraphGateway({ localServiceList: subgraphs.definitions }));
    for (const server of [listed, local]) {
      expect((await server.ask(WEIGHT)).body).toEqual({ data: { product: { weight: 2 } } });
    }
  });
});
