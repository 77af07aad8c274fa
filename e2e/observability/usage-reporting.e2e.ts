import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApolloCloud, startApolloCloud } from '../drop-in/fixture/apollo-cloud.js';
import { type Subgraphs, startSubgraphs } from '../drop-in/fixture/subgraphs.js';
import { startGateway } from '../gateway/fixture/gateway.js';

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

it('should send usage reports with the traces of the subgraphs, and no variables or headers', async () => {
  const gateway = await startGateway(subgraphs.supergraphSdl, {
    APOLLO_KEY: 'service:shop:secret',
    APOLLO_GRAPH_REF: 'shop@production',
    USAGE_REPORTING_URL: cloud.reportingUrl,
  });
  const query = 'query Shop($id: ID!) { product(id: $id) { name reviews { stars } } }';
  const headers = { authorization: 'Bearer hunter2', 'apollographql-client-name': 'web' };
  await gateway.query(query, { variables: { id: 'p1' }, headers });
  await gateway.stop(); // which sends what is left
  const { apiKey, report } = await cloud.report();
  expect(apiKey).toBe('service:shop:secret');
  expect(report.header?.graphRef).toBe('shop@production');
  const [[key, entry] = []] = Object.entries(report.tracesPerQuery);
  expect(key).toBe('# Shop\nquery Shop($id:ID!){product(id:$id){name reviews{stars}}}');
  const [trace] = entry?.trace ?? [];
  if (!trace || trace instanceof Uint8Array) throw new Error('the report has no trace');
  const [root, entities] = trace.queryPlan?.sequence?.nodes ?? [];
  expect(root?.fetch?.serviceName).toBe('products');
  expect(
    root?.fetch?.trace?.root?.child?.map(({ responseName, parentType }) => [responseName, parentType]),
  ).toEqual([['product', 'Query']]);
  expect(entities?.flatten?.responsePath?.map(({ fieldName }) => fieldName)).toEqual(['product']);
  expect(entities?.flatten?.node?.fetch?.serviceName).toBe('reviews');
  expect(entities?.flatten?.node?.fetch?.trace?.root?.child).toHaveLength(1);
  expect(trace.clientName).toBe('web');
  expect(JSON.stringify(report)).not.toMatch(/hunter2|"p1"/);
});
