import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import type { GatewayConfig } from '../config/gateway-config.js';

/** What sends usage reports to Apollo, with the traces of the subgraphs, where a key is set; else nothing. */
export function usageReporting({
  APOLLO_KEY,
  APOLLO_GRAPH_REF,
  USAGE_REPORTING_URL: endpointUrl,
}: Pick<
  GatewayConfig,
  'APOLLO_KEY' | 'APOLLO_GRAPH_REF' | 'USAGE_REPORTING_URL'
>): ApolloServerPlugin<object>[] {
  if (!APOLLO_KEY || !APOLLO_GRAPH_REF) return [];
  // Variables and headers may be secrets: as Apollo's own defaults, none are sent.
  return [
    ApolloServerPluginUsageReporting({
      ...(endpointUrl && { endpointUrl }),
      sendVariableValues: { none: true },
      sendHeaders: { none: true },
      sendErrors: { masked: true },
    }),
  ];
}
