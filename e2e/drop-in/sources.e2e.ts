import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  composedLocally,
  createGatewayServer,
  type GatewayServer,
  gatewayConfigSchema,
  SupergraphGateway,
  supergraphFile,
} from '@orrery/gateway';
import { createLogger } from '@orrery/runtime';
import { print } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApolloCloud, startApolloCloud } from './fixture/apollo-cloud.js';
import { serveGateway } from './fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from './fixture/subgraphs.js';

const WEIGHT = '{ product(id: "p1") { weight } }';
const HEAVY = { data: { product: { weight: 2 } } };

let subgraphs: Subgraphs;
let cloud: ApolloCloud;
let folder: string;
let configFile: string;
beforeAll(async () => {
  subgraphs = await startSubgraphs();
  cloud = await startApolloCloud();
  folder = await mkdtemp(join(tmpdir(), 'orrery-sources-'));
  configFile = join(folder, 'supergraph.yaml');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await cloud?.stop();
  await subgraphs?.stop();
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function writeSubgraphs(change: (sdl: string) => string = (sdl) => sdl): Promise<void> {
  const lines = ['federation_version: =2.14.4', 'subgraphs:'];
  for (const { name, url, typeDefs } of subgraphs.definitions) {
    await writeFile(join(folder, `${name}.graphql`), change(print(typeDefs)));
    lines.push(`  ${name}:`, `    routing_url: ${url}`, '    schema:', `      file: ./${name}.graphql`);
  }
  await writeFile(configFile, lines.join('\n'));
}

async function serve(variables: Record<string, string>): Promise<GatewayServer> {
  const log = createLogger({ service: 'gateway', level: 'silent' });
  const server = await createGatewayServer(gatewayConfigSchema.parse({ PORT: '0', ...variables }), { log });
  stops.push(() => server.stop());
  return server;
}

async function ask({ url }: { url: string }, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Asks again until the answer is what is expected; the test's own time limit ends it. */
async function answers(asking: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (;;) {
    if (JSON.stringify(await asking()) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const withoutWeight = (sdl: string) => sdl.replace(/\n\s*weight: Int/, '');

describe('orrery-gateway', () => {
  it('should compose a supergraph.yaml, and again when a schema changes; what does not compose changes nothing', async () => {
    await writeSubgraphs(withoutWeight);
    const server = await serve({ SUPERGRAPH_CONFIG: configFile });
    expect(await ask(server, WEIGHT)).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    await writeSubgraphs((sdl) => sdl.replace('name: String!', 'name: Nothing'));
    const metric = async () =>
      (await (await fetch(`${server.url}/metrics`)).text()).includes(
        'supergraph_reloads_total{result="refused"',
      );
    await answers(metric, true);
    expect(await ask(server, '{ product(id: "p1") { name } }')).toEqual({
      data: { product: { name: 'Tent' } },
    });
    await writeSubgraphs();
    await answers(() => ask(server, WEIGHT), HEAVY);
  });

  it('should introspect subgraphs', async () => {
    const INTROSPECT = subgraphs.definitions.map(({ name, url }) => `${name}=${url}`).join(',');
    expect(await ask(await serve({ INTROSPECT }), WEIGHT)).toEqual(HEAVY);
  });

  it('should take the supergraph from Uplink', async () => {
    cloud.publish(subgraphs.supergraphSdl);
    const server = await serve({
      APOLLO_KEY: 'service:shop:secret',
      APOLLO_GRAPH_REF: 'shop@production',
      UPLINK_ENDPOINTS: cloud.uplinkUrl,
      USAGE_REPORTING_URL: cloud.reportingUrl,
    });
    expect(await ask(server, WEIGHT)).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    cloud.publish(subgraphs.nextSupergraphSdl);
    await answers(() => ask(server, WEIGHT), HEAVY);
  });

  it.each([
    ['none', {}, 'exactly one of SUPERGRAPH'],
    ['two', { SUPERGRAPH: 'a', INTROSPECT: 'a=http://a.test' }, 'exactly one of SUPERGRAPH'],
    ['a key without a graph', { SUPERGRAPH: 'a', APOLLO_KEY: 'k' }, 'go together'],
    ['a fault elsewhere too', { PORT: 'x' }, 'exactly one of SUPERGRAPH'],
  ])('should refuse %s of its sources', (_title, variables, message) => {
    const { error } = gatewayConfigSchema.safeParse(variables);
    expect(error?.issues.map((issue) => issue.message).join('\n')).toContain(message);
  });
});

describe('the drop-in', () => {
  it('should follow a supergraph file, and one that is composed here', async () => {
    await writeSubgraphs(withoutWeight);
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, subgraphs.supergraphSdl);
    const told: unknown[] = [];
    const onFault = (error: unknown) => told.push(error);
    const followed = await serveGateway(
      new SupergraphGateway({ supergraphSdl: supergraphFile(file, { onFault }) }),
    );
    const composed = await serveGateway(
      new SupergraphGateway({ supergraphSdl: composedLocally(configFile) }),
    );
    stops.push(followed.stop, composed.stop);
    for (const server of [followed, composed]) expect((await server.ask(WEIGHT)).status).toBe(400);
    await writeFile(file, 'type Query {');
    await answers(async () => String(told[0]).includes('not valid GraphQL'), true);
    await writeFile(file, subgraphs.nextSupergraphSdl);
    await writeSubgraphs();
    for (const server of [followed, composed]) {
      await answers(async () => (await server.ask(WEIGHT)).body, HEAVY);
    }
  });
});
