import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

const TRAFFIC = `
all:
  deduplicate: true
  headers:
    request:
      - propagate: { named: x-tenant }
      - insert: { name: x-env, value: test }
subgraphs:
  goods:
    connections: 1
    queue: 1
  freight:
    headers: { request: [{ remove: { named: authorization } }] }
`;

describe('traffic to subgraphs', () => {
  let folder: string;
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orrery-traffic-'));
    await writeFile(join(folder, 'traffic.yaml'), TRAFFIC);
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { TRAFFIC_SHAPING: join(folder, 'traffic.yaml') });
  });
  afterEach(() => {
    for (const subgraph of Object.values(shop.subgraphs)) {
      subgraph.behave(undefined);
      subgraph.received.length = 0;
    }
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
    await rm(folder, { recursive: true });
  });

  it('should carry the headers that rules send to each subgraph', async () => {
    await gateway.query('{ goods(first: 1) { freight } }', {
      headers: { authorization: 'Bearer t', 'x-tenant': 'blue', cookie: 'c=1' },
    });
    const sent = (name: 'goods' | 'freight') => {
      const { headers } = shop.subgraphs[name].received[0]!;
      return [headers.authorization, headers['x-tenant'], headers['x-env'], headers.cookie];
    };
    expect(sent('goods')).toEqual(['Bearer t', 'blue', 'test', undefined]);
    expect(sent('freight')).toEqual([undefined, 'blue', 'test', undefined]);
  });

  it("should send what is in flight already from one caller's authority once", async () => {
    const { received } = shop.subgraphs.opinions;
    const release: (() => void)[] = [];
    const bothTold = new Promise<void>((resolve) => {
      shop.subgraphs.opinions.behave((_request, response) => {
        release.push(() => response.end('{"data":{"opinionCount":7}}'));
        if (release.length === 2) resolve();
      });
    });
    const ask = (token: string) => gateway.query('{ opinionCount }', { headers: { authorization: token } });
    const asked = [ask('a'), ask('a'), ask('b')];
    await bothTold;
    // The shared one may still be on its way through the gateway: it is seen in the metrics once it has joined.
    await sharedCount(1);
    for (const answer of release) answer();
    for (const one of await Promise.all(asked)) expect(one.data).toEqual({ opinionCount: 7 });
    expect(received.map(({ headers }) => headers.authorization).sort()).toEqual(['a', 'b']);
  });

  it('should send each of two mutations that are equal', async () => {
    const rename = () => gateway.query('mutation { rename(id: "g1", name: "x") { name } }');
    // One after the other takes the single connection and the queue of one.
    await Promise.all([rename(), rename()]);
    expect(shop.subgraphs.goods.received).toHaveLength(2);
  });

  it('should be refused by a subgraph of which the queue is full, and only there', async () => {
    const held: (() => void)[] = [];
    const first = new Promise<void>((resolve) => {
      shop.subgraphs.goods.behave((_request, response) => {
        held.push(() => response.end('{"data":{"good":null}}'));
        resolve();
      });
    });
    const ask = (id: string) => gateway.query(`{ good(id: "${id}") { name } opinionCount }`);
    const one = ask('1');
    await first;
    const others = [ask('2'), ask('3')];
    const refused = await Promise.race(others);
    expect(refused).toEqual({
      status: 200,
      data: { good: null, opinionCount: 2 },
      errors: [
        {
          message: 'Too many requests wait for the subgraph goods; try again in a moment.',
          path: ['good'],
          extensions: { code: 'SUBGRAPH_OVERLOADED', subgraph: 'goods' },
        },
      ],
    });
    shop.subgraphs.goods.behave(undefined);
    for (const answer of held) answer();
    const answers = await Promise.all([one, ...others]);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(2);
  });

  it('should be refused at the start when the file names a subgraph that is not there', async () => {
    await writeFile(join(folder, 'other.yaml'), 'subgraphs: { goodz: { queue: 1 } }');
    await expect(
      startGateway(shop.supergraphSdl, { TRAFFIC_SHAPING: join(folder, 'other.yaml') }),
    ).rejects.toThrow('TRAFFIC_SHAPING names goodz, which the supergraph does not have');
  });

  async function sharedCount(least: number): Promise<void> {
    const count = /^orrery_subgraph_deduplicated_total\{subgraph="opinions".*\} (\d+)/m;
    for (;;) {
      const text = await (await fetch(`${gateway.server.url}/metrics`)).text();
      if (Number(count.exec(text)?.[1]) >= least) return;
    }
  }
});

describe('more operations than a gateway works on', () => {
  it('should be shed with 503 and Retry-After, while health and metrics answer', async () => {
    const shop = await startShop();
    const gateway = await startGateway(shop.supergraphSdl, { MAX_OPERATIONS: '1', OPERATION_QUEUE: '0' });
    try {
      const held = new Promise<() => void>((resolve) => {
        shop.subgraphs.opinions.behave((_request, response) =>
          resolve(() => response.end('{"data":{"opinionCount":1}}')),
        );
      });
      const first = gateway.query('{ opinionCount }');
      const release = await held;
      const shed = await fetch(`${gateway.server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
      });
      expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await shed.json()).toEqual({
        errors: [
          {
            message: 'The gateway has more to do than it can; try again in 1 s.',
            extensions: { code: 'OVERLOADED' },
          },
        ],
      });
      const metrics = await (await fetch(`${gateway.server.url}/metrics`)).text();
      expect(metrics).toMatch(/^orrery_operations_shed_total\{.*\} 1$/m);
      expect(metrics).toMatch(/^orrery_operations_in_flight\{.*\} 1$/m);
      expect((await fetch(`${gateway.server.url}/health/ready`)).status).toBe(200);
      release();
      expect((await first).data).toEqual({ opinionCount: 1 });
      expect((await gateway.query('{ __typename }')).status).toBe(200);
    } finally {
      await gateway.stop();
      await shop.stop();
    }
  });
});
