import { afterAll, describe, expect, inject, it } from 'vitest';
import { pidOf } from '../start-system.js';
import { GraphClient } from './graph-client.js';

describe('a subgraph that is down', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  const query =
    'query Down { products(first: 3) { nodes { name inStock rating { average } reviews(first: 1) { totalCount } } } }';

  // The launcher starts crashed services again: it is held still, so that the service stays down for as long as it is looked at.
  const holdLauncher = () => process.kill(places.launcherPid, 'SIGSTOP');
  const letLauncherGo = () => process.kill(places.launcherPid, 'SIGCONT');

  afterAll(letLauncherGo);

  it("should cost its own fields only, each named by an error, and be told by the gateway's health", async () => {
    const whole = await client.run(query);
    expect(whole.errors).toBeUndefined();
    holdLauncher();
    process.kill(pidOf(places, 'reviews'), 'SIGKILL');
    await until(async () => (await healthOf('reviews')) === 'down');
    const partial = await client.run(query);
    const nodes = (whole.data!.products as { nodes: object[] }).nodes;
    expect(partial.data).toEqual({
      products: { nodes: nodes.map((node) => ({ ...node, rating: null, reviews: null })) },
    });
    expect(partial.errors?.map(({ path }) => path?.join('.')).sort()).toEqual(
      [0, 1, 2].flatMap((i) => [`products.nodes.${i}.rating`, `products.nodes.${i}.reviews`]),
    );
    for (const { extensions, message } of partial.errors ?? []) {
      expect(extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'reviews' });
      expect(message).not.toMatch(/127|http|:\d/);
    }
    expect((await fetch(`http://127.0.0.1:${places.gatewayPort}/health/ready`)).status).toBe(200);
  });

  it('should be started again, and answer again', async () => {
    letLauncherGo();
    await until(async () => (await healthOf('reviews')) === 'up');
    expect((await client.run(query)).errors).toBeUndefined();
  });

  async function healthOf(subgraph: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${places.gatewayPort}/health/ready`);
    const text = await response.text();
    return new RegExp(`"${subgraph}":"([^"]+)"`).exec(text)?.[1];
  }
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
