import {
  type GatewayConfig,
  type GraphQLDataSource,
  RemoteGraphQLDataSource,
  type ServiceEndpointDefinition,
  type ServiceMap,
} from '@apollo/gateway';
import { GraphQLDataSourceRequestKind } from '@apollo/gateway/dist/datasources/types.js';

/** What asks a subgraph whether it is well. */
const HEALTH_CHECK_QUERY = 'query __ApolloServiceHealthCheck__ { __typename }';

/** The data sources of a gateway: those that its user builds, or @apollo/gateway's own, one for each subgraph and address. */
export class DataSources {
  readonly #build: NonNullable<GatewayConfig['buildService']>;
  readonly #known = new Map<
    string,
    { readonly url: string | undefined; readonly source: GraphQLDataSource }
  >();

  constructor(buildService: GatewayConfig['buildService']) {
    this.#build = buildService ?? (({ url }) => new RemoteGraphQLDataSource({ url }));
  }

  /** The data source of a subgraph; another is built when its address has changed. */
  of(definition: ServiceEndpointDefinition): GraphQLDataSource {
    const { name, url } = definition;
    const known = this.#known.get(name);
    if (known && known.url === url) return known.source;
    const source = this.#build({ name, url });
    this.#known.set(name, { url, source });
    return source;
  }

  /** One that was made before. */
  named(subgraph: string): GraphQLDataSource | undefined {
    return this.#known.get(subgraph)?.source;
  }

  /** All that were made, by name. */
  get serviceMap(): ServiceMap {
    return Object.fromEntries([...this.#known].map(([name, { source }]) => [name, source]));
  }

  /** Asks the subgraphs whether they are well, with data sources of their own. @throws Error naming the first that is not */
  async checkHealth(definitions: Iterable<ServiceEndpointDefinition>): Promise<void> {
    const sources = [...definitions].map(({ name, url }) => ({ name, source: this.#build({ name, url }) }));
    try {
      await healthOf(sources);
    } catch (error) {
      throw new Error(
        'The gateway subgraphs health check failed. Updating to the provided `supergraphSdl` will likely result in ' +
          `future request failures to subgraphs. The following error occurred during the health check:\n${messageOf(error)}`,
      );
    }
  }

  /** Asks all that were made whether they are well. @throws Error naming the first that is not */
  health(): ReturnType<typeof healthOf> {
    return healthOf([...this.#known].map(([name, { source }]) => ({ name, source })));
  }
}

async function healthOf(sources: readonly { name: string; source: GraphQLDataSource }[]) {
  return Promise.all(
    sources.map(async ({ name, source }) => {
      try {
        const response = await source.process({
          kind: GraphQLDataSourceRequestKind.HEALTH_CHECK,
          request: { query: HEALTH_CHECK_QUERY },
          context: {},
        });
        return { name, response };
      } catch (error) {
        throw new Error(`[${name}]: ${messageOf(error)}`);
      }
    }),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
