export { type GatewayConfig, gatewayConfigSchema } from './config/gateway-config.js';
export { abortSignalOf } from './drop-in/abort-signal.js';
export type { SupergraphGatewayConfig } from './drop-in/gateway-options.js';
export { SupergraphGateway } from './drop-in/supergraph-gateway.js';
export {
  createGatewayServer,
  type GatewayServer,
  type GatewayServerOptions,
} from './server/gateway-server.js';
export { SupergraphError } from './supergraph/supergraph-error.js';
export {
  composedLocally,
  type FileSourceOptions,
  type SupergraphSource,
  supergraphFile,
} from './supergraph/supergraph-source.js';
