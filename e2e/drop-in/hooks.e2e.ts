import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApolloGateway,
  type GatewayConfig,
  LocalGraphQLDataSource,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { SupergraphGateway } from '@orrery/gateway';
import { GraphQLError, print } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServedGateway, serveGateway } from './fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from './fixture/subgraphs.js';

const QUERY = 'query Q($stars: Int) { reviews(stars: $stars) { stars product { name value } } }';
const ASKED = { variables: { stars: 5 }, headers: { caller: 'ada' } };

let subgraphs: Subgraphs;
beforeAll(async () => {
  subgraphs = await startSubgraphs();
});
afterAll(() => subgraphs?.stop());

const served: ServedGateway[] = [];
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
  subgraphs.takeReceived();
});

async function serve(gateway: ApolloGateway | SupergraphGateway): Promise<ServedGateway> {
  const one = await serveGateway(gateway);
  served.push(one);
  return one;
}

/** The same configuration in both gateways, and what each did. */
async function inBoth<T>(run: (make: (config: GatewayConfig) => Promise<ServedGateway>) => Promise<T>) {
  const stock = await run((config) => serve(new ApolloGateway(config)));
  const ours = await run((config) => serve(new SupergraphGateway(config)));
  return { stock, ours };
}

const nameless = (query: string | undefined) => query?.replaceAll(/\s+/g, ' ');

describe("data sources' hooks", () => {
  it('should be called with the same arguments, and what they change be sent and answered', async () => {
    const { stock, ours } = await inBoth(async (make) => {
      const seen: unknown[] = [];
      const gateway = await make({
        supergraphSdl: subgraphs.supergraphSdl,
        queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
        buildService: ({ name, url }) =>
          new RemoteGraphQLDataSource<{ caller: string }>({
            url,
            willSendRequest(options) {
              if (options.kind !== 'incoming operation') throw new Error(options.kind);
              const { request, context, incomingRequestContext: incoming, document } = options;
              const { query, variables, operationName } = request;
              request.http?.headers.set('x-caller', context.caller);
              seen.push({
                name,
                query: nameless(query),
                variables,
                operationName,
                context,
                path: options.pathInIncomingRequest,
                incoming: [incoming.operationName, incoming.request.variables, incoming.context],
                document: document && nameless(print(document)) === nameless(query && print(document)),
              });
            },
            didReceiveResponse({ response, request, context }) {
              seen.push({ name, data: response.data, query: nameless(request.query), context });
              return { ...response, data: JSON.parse(JSON.stringify(response.data).replace('Tent', 'Yurt')) };
            },
          }),
      });
      const answer = await gateway.ask(QUERY, ASKED);
      const callers = subgraphs.takeReceived().map(({ headers }) => headers.get('x-caller'));
      return { seen, answer: answer.body, callers };
    });
    expect(ours).toEqual(stock);
    expect(ours.callers).toEqual(['ada', 'ada', 'ada']);
    expect(ours.answer.data).toEqual({
      reviews: [{ stars: 5, product: { name: 'Yurt', value: '300 EUR' } }],
    });
  });

  it('should tell the client what a hook throws as a GraphQLError, and hide anything else', async () => {
    const gateway = await serve(
      new SupergraphGateway({
        supergraphSdl: subgraphs.supergraphSdl,
        buildService: ({ name, url }) =>
          new RemoteGraphQLDataSource({
            url,
            willSendRequest() {
              if (name === 'products')
                throw new GraphQLError('no token', { extensions: { code: 'UNAUTHENTICATED' } });
              throw new Error(`connect ECONNREFUSED ${url}`);
            },
          }),
      }),
    );
    const { body } = await gateway.ask('{ product(id: "p1") { id } reviews { id } }');
    expect(body.data).toBeNull();
    expect(body.errors).toEqual(
      expect.arrayContaining([
        {
          message: 'no token',
          path: ['product'],
          extensions: { code: 'UNAUTHENTICATED', subgraph: 'products' },
        },
        {
          message: 'The subgraph reviews could not be reached.',
          path: ['reviews'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'reviews' },
        },
      ]),
    );
  });

  it('should call didEncounterError for a status that is no success, and keep its body from the client', async () => {
    const seen: unknown[] = [];
    const nothing = createServer((_request, response) => response.writeHead(404).end('<b>secret</b>'));
    await new Promise<void>((resolve) => nothing.listen(0, '127.0.0.1', resolve));
    const gateway = await serve(
      new SupergraphGateway({
        supergraphSdl: subgraphs.supergraphSdl,
        buildService: () =>
          new RemoteGraphQLDataSource({
            url: `http://127.0.0.1:${(nothing.address() as AddressInfo).port}/`,
            didEncounterError(error, _request, response) {
              seen.push([error.message, response?.status]);
              throw error;
            },
          }),
      }),
    );
    const { body } = await gateway.ask('{ product(id: "p1") { id } }');
    expect(seen).toEqual([['404: Not Found', 404]]);
    nothing.closeAllConnections();
    await new Promise((resolve) => nothing.close(resolve));
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|secret/);
    expect(body).toMatchObject({
      data: { product: null },
      errors: [{ extensions: { subgraph: 'products' } }],
    });
  });

  it('should execute schemas of this process', async () => {
    const { stock, ours } = await inBoth(async (make) => {
      const gateway = await make({
        supergraphSdl: subgraphs.supergraphSdl,
        buildService: ({ name }) => {
          const schema = subgraphs.schemas[name];
          if (!schema) throw new Error(name);
          return new LocalGraphQLDataSource(schema);
        },
      });
      const { body } = await gateway.ask(QUERY, ASKED);
      return { data: body.data, requests: subgraphs.takeReceived().length };
    });
    expect(ours).toEqual(stock);
    expect(ours.requests).toBe(0);
  });

  it('should give up on a data source that does not answer in time', async () => {
    let isPlanned = false;
    const gateway = await serve(
      new SupergraphGateway({
        supergraphSdl: subgraphs.supergraphSdl,
        requestTimeoutMs: 1_000,
        experimental_didResolveQueryPlan: () => {
          isPlanned = true;
        },
        buildService: () => ({ process: () => new Promise(() => undefined) }),
      }),
    );
    const ask = () => gateway.ask('{ product(id: "p1") { id } }');
    let answer = await ask();
    while (!isPlanned) answer = await ask(); // planning may have taken all of its time
    expect(answer.body.errors).toEqual([
      {
        message: 'The subgraph products did not answer in time.',
        path: ['product'],
        extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'products' },
      },
    ]);
  });
});

describe("the gateway's own hooks and options", () => {
  it('should tell each plan as the stock gateway does', async () => {
    const { stock, ours } = await inBoth(async (make) => {
      const seen: unknown[] = [];
      const gateway = await make({
        supergraphSdl: subgraphs.supergraphSdl,
        experimental_didResolveQueryPlan: ({ queryPlan, serviceMap, operationContext, requestContext }) => {
          seen.push({
            plan: JSON.parse(JSON.stringify(queryPlan)),
            services: Object.keys(serviceMap).sort(),
            operation: print(operationContext.operation),
            name: requestContext.operationName,
          });
        },
      });
      await gateway.ask(QUERY, ASKED);
      return seen;
    });
    expect(ours).toEqual(stock);
    expect(ours).toHaveLength(1);
  });

  it.each(['prettified', 'internal'])(
    'should show the plan, %s, to who asks by its header',
    async (format) => {
      const headers = {
        'apollo-query-plan-experimental': '1',
        'apollo-query-plan-experimental-format': format,
      };
      const { stock, ours } = await inBoth(async (make) => {
        const { supergraphSdl } = subgraphs;
        const open = await make({ supergraphSdl, __exposeQueryPlanExperimental: true });
        const closed = await make({ supergraphSdl, __exposeQueryPlanExperimental: false });
        return {
          plan: (await open.ask('{ products { id } }', { headers })).body.extensions?.__queryPlanExperimental,
          withoutHeader: (await open.ask('{ products { id } }')).body.extensions,
          notExposed: (await closed.ask('{ products { id } }', { headers })).body.extensions,
        };
      });
      expect(ours.plan).toEqual(stock.plan);
      expect(ours.plan).toBeTruthy();
      expect([ours.withoutHeader, ours.notExposed]).toEqual([undefined, undefined]);
    },
  );

  it('should set the planner by queryPlannerConfig', async () => {
    const query =
      '{ a: products { ...P } b: products { ...P } } fragment P on Product { id name price reviews { id } }';
    // The two places of products ask the same of reviews: ours asks once.
    const received = () => [...new Set(subgraphs.takeReceived().map((request) => nameless(request.query)))];
    const { stock, ours } = await inBoth(async (make) => {
      const { supergraphSdl } = subgraphs;
      const usual = await make({ supergraphSdl });
      await usual.ask(query);
      const reused = received();
      const tuned = await make({ supergraphSdl, queryPlannerConfig: { reuseQueryFragments: false } });
      await tuned.ask(query);
      return { reused, expanded: received() };
    });
    expect(ours).toEqual(stock);
    expect(ours.reused.join()).toContain('fragment P');
    expect(ours.expanded.join()).not.toContain('fragment P');
  });

  it('should send no header of the client on, but those named', async () => {
    const { supergraphSdl } = subgraphs;
    const headers = { authorization: 'Bearer t', 'x-tenant': 'blue', 'x-other': 'no' };
    const closed = await serve(new SupergraphGateway({ supergraphSdl }));
    await closed.ask('{ products { id } }', { headers });
    const open = await serve(
      new SupergraphGateway({ supergraphSdl, forwardHeaders: ['X-Tenant', 'authorization'] }),
    );
    await open.ask('{ products { id } }', { headers });
    const sent = subgraphs
      .takeReceived()
      .map(({ headers: got }) => ['authorization', 'x-tenant', 'x-other'].map((name) => got.get(name)));
    expect(sent).toEqual([
      [undefined, undefined, undefined],
      ['Bearer t', 'blue', undefined],
    ]);
  });
});
