import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';

/** What a gateway answers, as far as it is compared. */
export interface Compared {
  readonly data: unknown;
  readonly hasErrors: boolean;
}

/** The stock gateway, of the same planner, on a supergraph. */
export class StockGateway {
  readonly #server: ApolloServer;

  private constructor(server: ApolloServer) {
    this.#server = server;
  }

  static async start(supergraphSdl: string): Promise<StockGateway> {
    const server = new ApolloServer({
      gateway: new ApolloGateway({ supergraphSdl, logger: SILENT }),
      logger: SILENT,
    });
    await server.start();
    return new StockGateway(server);
  }

  async answer(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Compared> {
    const { body } = await this.#server.executeOperation({ query, variables });
    if (body.kind !== 'single') throw new Error('the answer is incremental');
    const { data = null, errors = [] } = body.singleResult;
    return { data: JSON.parse(JSON.stringify(data)), hasErrors: errors.length > 0 };
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

const nothing = () => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
