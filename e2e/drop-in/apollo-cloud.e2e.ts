import { ApolloGateway, type GatewayConfig } from '@apollo/gateway';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { Trace } from '@apollo/usage-reporting-protobuf';
import { SupergraphGateway } from '@orrery/gateway';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApolloCloud, startApolloCloud } from './fixture/apollo-cloud.js';
import { type ServedGateway, serveGateway } from './fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from './fixture/subgraphs.js';

const APOLLO = { key: 'service:shop:secret', graphRef: 'shop@production' };
// With a key, Apollo Server reports to Apollo unless it is told otherwise.
const UNREPORTED = { apollo: APOLLO, plugins: [ApolloServerPluginUsageReportingDisabled()] };
const QUERY =
  'query Shop($no: Boolean!) { reviews(stars: 5) { stars product { name broken value @skip(if: $no) } } }';

let subgraphs: Subgraphs;
let cloud: ApolloCloud;
beforeAll(async () => {
  subgraphs = await startSubgraphs();
  cloud = await startApolloCloud();
});
afterAll(async () => {
  await cloud?.stop();
  await subgraphs?.stop();
});

const served: ServedGateway[] = [];
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
  subgraphs.takeReceived();
});

describe('Uplink', () => {
  it('should hand out the first supergraph and its changes, and a bad one change nothing', async () => {
    const logged: string[] = [];
    const write = (message?: unknown) => {
      logged.push(String(message));
    };
    let changed = () => {};
    const gateway = new SupergraphGateway({
      uplinkEndpoints: [cloud.uplinkUrl],
      uplinkMaxRetries: 0,
      logger: { debug: write, info: write, warn: write, error: write },
      experimental_didUpdateSupergraph: () => changed(),
    });
    const next = () =>
      new Promise<void>((resolve) => {
        changed = resolve;
      });
    cloud.publish(subgraphs.supergraphSdl);
    const server = await serveGateway(gateway, UNREPORTED);
    served.push(server);
    expect(cloud.asked[0]).toMatchObject({ apiKey: APOLLO.key, ref: APOLLO.graphRef, ifAfterId: null });
    const weight = () => server.ask('{ product(id: "p1") { weight } }');
    expect((await weight()).status).toBe(400);

    cloud.publish('type Query { bad: Int }');
    while (!logged.some((line) => line.includes('not a valid supergraph'))) {
      await new Promise(setImmediate);
    }
    expect((await server.ask('{ product(id: "p1") { id } }')).body).toEqual({
      data: { product: { id: 'p1' } },
    });

    const swap = next();
    cloud.publish(subgraphs.nextSupergraphSdl);
    await swap;
    expect((await weight()).body).toEqual({ data: { product: { weight: 2 } } });
    expect(logged.join('\n')).not.toContain(APOLLO.key);
  });

  it('should keep the server from starting while it has none', async () => {
    cloud.publish(undefined);
    const gateway = new SupergraphGateway({
      uplinkEndpoints: [cloud.uplinkUrl],
      uplinkMaxRetries: 0,
      logger: QUIET,
    });
    await expect(serveGateway(gateway, UNREPORTED)).rejects.toThrow('not now');
  });
});

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

describe('usage reports', () => {
  it('should hold the trace of each fetch where the stock gateway has it', async () => {
    const stock = await reported((config) => new ApolloGateway(config));
    const ours = await reported((config) => new SupergraphGateway(config));
    expect(ours.apiKey).toBe(APOLLO.key);
    expect(ours.header).toEqual(stock.header);
    const shape = (plan: unknown) => JSON.parse(JSON.stringify(plan, withoutTimes));
    expect(shape(ours.plan)).toEqual(shape(stock.plan));
    expect(fieldsTraced(ours.plan)).toEqual(['_entities', '_entities', 'reviews']);
    expect(subgraphsSent()).toEqual({ asked: 6, told: 6 });
  });
});

// All requests of both gateways: three fetches each.
function subgraphsSent() {
  const received = subgraphs
    .takeReceived()
    .filter(({ query }) => !query.includes('__ApolloServiceHealthCheck__'));
  return {
    told: received.length,
    asked: received.filter(({ headers }) => headers.get('apollo-federation-include-trace') === 'ftv1').length,
  };
}

async function reported(make: (config: GatewayConfig) => ApolloGateway | SupergraphGateway) {
  const gateway = make({ supergraphSdl: subgraphs.supergraphSdl, logger: QUIET });
  const server = await serveGateway(gateway, {
    apollo: APOLLO,
    plugins: [
      ApolloServerPluginUsageReporting({
        endpointUrl: cloud.reportingUrl,
        sendReportsImmediately: true,
        experimental_sendOperationAsTrace: () => true,
      }),
    ],
  });
  await server.ask(QUERY, { variables: { no: false } });
  await server.stop();
  const { apiKey, report } = await cloud.report();
  const [key, entry] = Object.entries(report.tracesPerQuery)[0] ?? [];
  const trace = entry?.trace?.[0];
  if (!(trace instanceof Trace)) throw new Error('the report has no trace');
  return { apiKey, header: { graphRef: report.header?.graphRef, key }, plan: trace.queryPlan };
}

function withoutTimes(key: string, value: unknown): unknown {
  return /time|duration|^nanos|^seconds/i.test(key) ? undefined : value;
}

function fieldsTraced(plan: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(plan, (key, value) => {
    if (key === 'root') for (const child of value?.child ?? []) found.push(child.responseName);
    return value;
  });
  return found.sort();
}
