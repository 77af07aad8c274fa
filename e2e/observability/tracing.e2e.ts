import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog } from '@orrery/catalog';
import { inventory } from '@orrery/inventory';
import { type AnyService, type RunningService, startService } from '@orrery/kit';
import {
  createLogger,
  ensureDevelopmentKeys,
  ensureSubgraphTokenKeys,
  type SubgraphTokenKeys,
} from '@orrery/runtime';
import { openTestDatabase, type TestDatabase } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Collector, type ReceivedSpan, startCollector } from './fixture/collector.js';

const SDL = new URL('../../schemas/supergraph.graphql', import.meta.url);
const QUERY =
  'query Shelves($no: Boolean = false) { brands { id } warehouses { id } me @include(if: $no) { id } }';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT = 'b7ad6b7169203331';

let sdl: string;
let database: TestDatabase;
let folder: string;
let keySetFile: string;
let tokenKeys: SubgraphTokenKeys;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orrery-traces-'));
  keySetFile = (await ensureDevelopmentKeys(folder)).jwksFile;
  tokenKeys = await ensureSubgraphTokenKeys(folder);
  sdl = await readFile(SDL, 'utf8');
  database = await openTestDatabase();
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true });
});

/** A gateway and two of the product's services, all traced. */
class TracedSystem {
  private constructor(
    readonly collector: Collector,
    readonly services: readonly RunningService[],
    readonly gateway: TestGateway,
  ) {}

  static async start(variables: Record<string, string>): Promise<TracedSystem> {
    const collector = await startCollector();
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...variables };
    const services = await Promise.all([startTraced(catalog, traced), startTraced(inventory, traced)]);
    await Promise.all(services.map(({ ready }) => ready));
    const urls = services.map(({ name, url }) => `${name}=${url}/graphql`).join(',');
    const gateway = await startGateway(sdl, {
      SUBGRAPH_URLS: urls,
      ORRERY_ENV: 'development',
      AUTH_JWKS_FILE: keySetFile,
      SUBGRAPH_TOKEN_KEY_FILE: tokenKeys.subgraphTokenKeyFile,
      ...traced,
    });
    return new TracedSystem(collector, services, gateway);
  }

  /** Ends all, which sends all spans, and returns them. */
  async spans(): Promise<ReceivedSpan[]> {
    await this.gateway.stop();
    await Promise.all(this.services.map((service) => service.stop()));
    await this.collector.stop();
    return this.collector.spans;
  }
}

async function startTraced(service: AnyService, traced: Record<string, string>): Promise<RunningService> {
  const config = service.configSchema.parse({
    ORRERY_ENV: 'development',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: tokenKeys.subgraphTokenJwksFile,
    MONGODB_URI: database.uri(`${service.name}-traced`),
    ...traced,
  });
  return startService(service, config as never, {
    log: createLogger({ service: service.name, level: 'silent' }),
  });
}

// Probes of readiness are no operations of a client, and may come at any time.
const operations = (spans: readonly ReceivedSpan[]) =>
  spans.filter(({ attributes }) => attributes['graphql.operation.name'] !== 'OrreryProbe');

describe.each(PIPELINES)('traces, by the path %s', (PIPELINE) => {
  it('should be one over client, gateway and subgraphs', async () => {
    const system = await TracedSystem.start({ PIPELINE });
    const traceparent = `00-${TRACE}-${CLIENT}-01`;
    const variables = { no: false, unused: 'hunter2' };
    const answer = await system.gateway.query(QUERY, { headers: { traceparent }, variables });
    expect(answer).toMatchObject({ status: 200, data: { brands: [], warehouses: [] } });
    const spans = operations(await system.spans()).filter(({ traceId }) => traceId === TRACE);

    const root = spans.find(({ parentSpanId }) => parentSpanId === CLIENT);
    expect(root).toMatchObject({
      service: 'gateway',
      name: 'graphql.operation',
      kind: 'server',
      isError: false,
      attributes: {
        'graphql.operation.name': 'Shelves',
        'graphql.operation.type': 'query',
        'http.response.status_code': 200,
      },
    });
    for (const subgraph of ['catalog', 'inventory']) {
      const sent = spans.find(({ attributes }) => attributes['orrery.subgraph.name'] === subgraph);
      expect(sent).toMatchObject({ service: 'gateway', name: 'subgraph.fetch', kind: 'client' });
      expect(sent?.parentSpanId).toBe(root?.spanId);
      expect(sent?.attributes).toEqual({ 'orrery.subgraph.name': subgraph, 'orrery.fetch.path': '' });
      const served = spans.find(({ service }) => service === subgraph);
      expect(served).toMatchObject({ name: 'graphql.operation', kind: 'server' });
      expect(served?.parentSpanId).toBe(sent?.spanId);
    }
    const inner = spans.filter(({ name }) => /^graphql\.(resolve|plan)$/.test(name));
    expect(inner.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual(
      PIPELINE === 'own'
        ? [
            ['graphql.resolve', root?.spanId],
            ['graphql.plan', root?.spanId],
          ]
        : [],
    );
    expect(spans).toHaveLength(5 + inner.length);
    expect(system.collector.bodies.join('')).not.toMatch(/hunter2|brands/);
  });

  it('should not begin anywhere when the client says that it is not sampled', async () => {
    const system = await TracedSystem.start({ PIPELINE, OTEL_TRACES_SAMPLER_ARG: '1' });
    await system.gateway.query(QUERY, { headers: { traceparent: `00-${TRACE}-${CLIENT}-00` } });
    expect(operations(await system.spans())).toEqual([]);
  });

  it('should name the codes of what failed', async () => {
    const system = await TracedSystem.start({ PIPELINE, OTEL_TRACES_SAMPLER: 'always_on' });
    await system.services[1]?.stop();
    await system.gateway.query('{ warehouses { id } }');
    await system.gateway.query('{ nothing }');
    const spans = operations(await system.spans()).filter(({ isError }) => isError);
    expect(spans.map(({ name, attributes }) => [name, attributes['error.type']]).sort()).toEqual([
      ['graphql.operation', 'GRAPHQL_VALIDATION_FAILED'],
      ['graphql.operation', 'SUBGRAPH_UNAVAILABLE'],
      ['subgraph.fetch', 'unreachable'],
    ]);
  });
});
