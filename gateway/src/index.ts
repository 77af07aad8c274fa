export { type GatewayConfig, gatewayConfigSchema } from './config/gateway-config.js';
export {
  createGatewayServer,
  type GatewayServer,
  type GatewayServerOptions,
} from './server/gateway-server.js';
export { SupergraphError } from './supergraph/supergraph-error.js';
