import { seedId } from '@orrery/contracts';
import { createClient as createSseClient } from 'graphql-sse';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { pidOf } from '../start-system.js';
import { hearMultipart } from '../subscriptions/fixture/multipart-client.js';
import { until } from '../subscriptions/fixture/until.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';
import { GraphClient, type Who } from './graph-client.js';

type Variables = Record<string, unknown>;

const PRODUCT = seedId('Product', 11);

describe('live over the graph', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  const url = `http://127.0.0.1:${places.gatewayPort}`;
  const stops: (() => unknown)[] = [];

  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const metric = async (name: string, labels = '') => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name}{${labels}.*} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  };

  /** Subscribes by every transport, and resolves once the subgraph was told; each array is what one of them hears. */
  async function hearByAll(
    subgraph: string,
    query: string,
    variables: Variables,
    who: Who,
  ): Promise<unknown[][]> {
    const headers: Record<string, string> = who ? { authorization: `Bearer ${await client.token(who)}` } : {};
    const before = await metric('orrery_live_subscriptions');
    const websocket = websocketClient(url, { connectionParams: headers });
    const sse = createSseClient({ url: `${url}/graphql`, headers, retryAttempts: 0 });
    const bySse: unknown[] = [];
    const bySocket = hear(websocket, query, variables);
    sse.subscribe(
      { query, variables },
      { next: (answer) => bySse.push(answer), error: (error) => bySse.push(error), complete: () => {} },
    );
    const multipart = await hearMultipart(url, { query, variables }, headers);
    stops.push(() => websocket.dispose(), sse.dispose, multipart.stop);
    await until(async () => (await metric('orrery_live_subscriptions')) === before + 3);
    const connections = 'orrery_subscription_upstream_connections';
    await until(async () => (await metric(connections, `subgraph="${subgraph}"`)) > 0);
    return [bySocket.answers, bySse, multipart.answers];
  }

  async function heardByAll(heard: unknown[][], data: object): Promise<void> {
    await until(() => heard.every((answers) => answers.length > 0));
    expect(heard).toEqual(heard.map(() => [{ data }]));
  }

  it('should tell of a changed product (catalog), with its stock (inventory) and its reviews (reviews)', async () => {
    const others = 'stock { available } inStock rating { average count } reviews(first: 1) { totalCount }';
    const query = `subscription ($id: ID) { productChanged(id: $id) { id price { amountMinor } ${others} } }`;
    const heard = await hearByAll('catalog', query, { id: PRODUCT }, undefined);
    const { product } = (await client.run(`{ product(id: "${PRODUCT}") { ${others} } }`)).data as {
      product: object;
    };
    const input = { id: PRODUCT, price: { amountMinor: 5_001, currency: 'EUR' } };
    const change = 'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }';
    expect((await client.run(change, { input }, 'cleo')).errors).toBeUndefined();
    await heardByAll(heard, {
      productChanged: { id: PRODUCT, price: { amountMinor: 5_001 }, ...product },
    });
  });

  it('should tell of changed stock (inventory), with the name (catalog) and the rating (reviews)', async () => {
    const others = 'name brand { name } rating { average count }';
    const query = `subscription ($ids: [ID!]!) { stockChanged(productIds: $ids) { id ${others} stock { available } } }`;
    const heard = await hearByAll('inventory', query, { ids: [PRODUCT] }, undefined);
    const before = await client.run(`{ product(id: "${PRODUCT}") { ${others} stock { available } } }`);
    const { stock, ...product } = before.data!.product as { stock: { available: number } };
    const { warehouses } = (await client.run('{ warehouses { id } }', {}, 'wanda')).data as {
      warehouses: { id: string }[];
    };
    const input = { productId: PRODUCT, warehouseId: warehouses[0]?.id, delta: 5, reason: 'COUNTED' };
    const adjust = 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }';
    expect((await client.run(adjust, { input }, 'wanda')).errors).toBeUndefined();
    await heardByAll(heard, {
      stockChanged: { id: PRODUCT, ...product, stock: { available: stock.available + 5 } },
    });
  });

  it('should tell its customer of a shipped order (orders), with customer (accounts), payment (payments) and products', async () => {
    const others = `id version customer { displayName } payment { state } lines { product { name inStock } }`;
    const { who, order } = await confirmedOrder(others);
    const query = `subscription ($id: ID!) { orderUpdated(id: $id) { state ${others} } }`;
    const heard = await hearByAll('orders', query, { id: order.id }, who);
    // Staff, but none of those who may see orders.
    const stranger = await hearByAll('orders', query, { id: order.id }, 'cleo');
    const ship = 'mutation ($id: ID!) { shipOrder(id: $id) { __typename } }';
    expect((await client.run(ship, { id: order.id }, 'wanda')).data).toEqual({
      shipOrder: { __typename: 'Order' },
    });
    await heardByAll(heard, { orderUpdated: { state: 'SHIPPED', ...order, version: order.version + 1 } });
    expect(stranger).toEqual([[], [], []]);
  });

  it('should tell of a new review (reviews), with its product (catalog), stock (inventory) and author (accounts)', async () => {
    const query =
      'subscription { reviewAdded { id rating title product { id name inStock } author { displayName } } }';
    const heard = await hearByAll('reviews', query, {}, undefined);
    const review = await newReview('id rating title product { id name inStock } author { displayName }');
    await heardByAll(heard, { reviewAdded: review });
  });

  it('should go on after the subgraph was killed and started again', async () => {
    const query = 'subscription ($id: ID) { productChanged(id: $id) { price { amountMinor } inStock } }';
    const heard = await hearByAll('catalog', query, { id: PRODUCT }, undefined);
    const connections = 'orrery_subscription_upstream_connections';
    const losses = () => metric('orrery_subscription_reconnects_total', 'subgraph="catalog"');
    const before = await losses();
    process.kill(pidOf(places, 'catalog'), 'SIGKILL');
    await until(async () => (await losses()) > before);
    await until(async () => (await metric(connections, 'subgraph="catalog"')) > 0);
    const change = 'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { inStock } }';
    const input = { id: PRODUCT, price: { amountMinor: 5_002, currency: 'EUR' } };
    const { updateProduct } = await client.dataOf(change, { input }, 'cleo');
    const { inStock } = updateProduct as { inStock: boolean };
    await heardByAll(heard, { productChanged: { price: { amountMinor: 5_002 }, inStock } });
  });

  const CUSTOMERS = ['ada', 'grace', 'alan'] as const;

  /** An order that may be shipped, and a customer whose it is. */
  async function confirmedOrder(selection: string) {
    for (const who of CUSTOMERS) {
      const query = `{ me { orders(first: 1, state: CONFIRMED) { nodes { ${selection} } } } }`;
      const { me } = await client.dataOf(query, {}, who);
      const { nodes } = (me as { orders: { nodes: { id: string; version: number }[] } }).orders;
      if (nodes[0]) return { who, order: nodes[0] };
    }
    throw new Error('no customer of the demo data has a confirmed order');
  }

  /** Writes a review of something that a customer received and has not reviewed. */
  async function newReview(selection: string): Promise<object> {
    const add = `mutation ($input: AddReviewInput!) { addReview(input: $input) { __typename ... on Review { ${selection} } } }`;
    for (const who of CUSTOMERS) {
      const query = '{ me { orders(first: 50, state: DELIVERED) { nodes { lines { product { id } } } } } }';
      const { me } = await client.dataOf(query, {}, who);
      const { nodes } = (me as { orders: { nodes: { lines: { product: { id: string } }[] }[] } }).orders;
      for (const { product } of nodes.flatMap(({ lines }) => lines)) {
        const input = {
          productId: product.id,
          rating: 4,
          title: 'As told',
          body: 'It is what it says it is.',
        };
        const { addReview } = (await client.run(add, { input }, who)).data as {
          addReview: { __typename: string };
        };
        const { __typename, ...review } = addReview;
        if (__typename === 'Review') return review;
      }
    }
    throw new Error('every customer of the demo data has reviewed what they received');
  }
});
