import { propagation, trace } from '@opentelemetry/api';
import { SupergraphGateway } from '@orrery/gateway';
import { createLogger, startTracing, tracingFields } from '@orrery/runtime';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { serveGateway } from '../drop-in/fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from '../drop-in/fixture/subgraphs.js';
import { startCollector } from './fixture/collector.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT = 'b7ad6b7169203331';
const HEADERS = { traceparent: `00-${TRACE}-${CLIENT}-01` };

let subgraphs: Subgraphs;
beforeAll(async () => {
  subgraphs = await startSubgraphs();
});
afterAll(() => subgraphs?.stop());
afterEach(() => {
  trace.disable();
  propagation.disable();
});

it('should trace by the SDK that the process has registered, and take the trace on to the subgraphs', async () => {
  const collector = await startCollector();
  const settings = z
    .object(tracingFields)
    .parse({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_on' });
  const log = createLogger({ service: 'test', level: 'silent' });
  const tracing = await startTracing({ service: 'shop', settings, log });
  if (!tracing) throw new Error('tracing is off');
  trace.setGlobalTracerProvider({ getTracer: () => tracing.tracer });
  propagation.setGlobalPropagator({
    extract: (_context, carrier, getter) => {
      const sent = getter.get(carrier, 'traceparent');
      return tracing.extract({ traceparent: sent });
    },
    inject: (context, carrier, setter) => {
      for (const [name, value] of Object.entries(tracing.headersOf(context)))
        setter.set(carrier, name, value);
    },
    fields: () => ['traceparent'],
  });
  const gateway = new SupergraphGateway({
    supergraphSdl: subgraphs.supergraphSdl,
    telemetry: { includeDocument: true },
  });
  const server = await serveGateway(gateway);
  const query = 'query Names { product(id: "p1") { name } }';
  expect((await server.ask(query, { headers: HEADERS })).body).toEqual({
    data: { product: { name: 'Tent' } },
  });
  await server.stop();
  await tracing.stop();
  await collector.stop();
  const [sent, operation, ...others] = collector.spans;
  expect(others).toEqual([]);
  expect(operation).toMatchObject({
    name: 'graphql.operation',
    traceId: TRACE,
    parentSpanId: CLIENT,
    attributes: {
      'graphql.operation.name': 'Names',
      'graphql.operation.type': 'query',
      'graphql.document': query,
    },
  });
  expect(sent).toMatchObject({
    name: 'subgraph.fetch',
    parentSpanId: operation?.spanId,
    attributes: { 'orrery.subgraph.name': 'products' },
  });
  const [received] = subgraphs.takeReceived();
  expect(received?.headers.get('traceparent')).toBe(`00-${TRACE}-${sent?.spanId}-01`);
});

it('should send no header of a trace where no SDK is registered', async () => {
  const server = await serveGateway(new SupergraphGateway({ supergraphSdl: subgraphs.supergraphSdl }));
  await server.ask('{ products { id } }', { headers: HEADERS });
  await server.stop();
  expect(subgraphs.takeReceived()[0]?.headers.has('traceparent')).toBe(false);
});
