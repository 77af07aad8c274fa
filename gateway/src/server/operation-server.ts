import { createHttpServer, type HttpServerOptions, tlsFiles } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config/gateway-config.js';
import { type EndpointOptions, graphqlEndpoint } from '../pipeline/http/graphql-endpoint.js';
import type { OperationHandler } from '../pipeline/http/operation-handler.js';

/** What the server is made with. */
export interface OperationServerOptions
  extends Pick<EndpointOptions, 'keep' | 'identify' | 'headersFor' | 'isForPage' | 'sourceOf'>,
    Pick<HttpServerOptions, 'log' | 'health' | 'metrics'> {
  readonly config: GatewayConfig;
}

/** A server of operations at `/graphql`, on node's own objects, and of all else by fastify. */
export function createOperationServer(
  handler: OperationHandler,
  { config, log, health, metrics, ...endpoint }: OperationServerOptions,
): FastifyInstance {
  let isClosing = false;
  const options: EndpointOptions = {
    ...endpoint,
    handler,
    log,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    batchLimit: config.BATCH_LIMIT,
    isClosing: () => isClosing,
  };
  const app = createHttpServer({
    log,
    health,
    metrics,
    receiveTimeoutMs: config.REQUEST_TIMEOUT_MS,
    tls: tlsFiles(config),
    before: (next) => graphqlEndpoint(options, next),
  });
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  return app;
}
