import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GraphQLSchema, graphql } from 'graphql';
import type { GraphQLAnswer, SubgraphCall } from './supergraph-case.js';

/** Answers a subgraph's requests. */
export interface HostedSubgraph {
  readonly schema: GraphQLSchema;
  /** Sees each request and its answer; what it returns is sent. */
  readonly onAnswer: (call: SubgraphCall, answer: GraphQLAnswer) => unknown;
}

/** One HTTP server for all subgraphs of all supergraphs: a path for each. */
export class SubgraphHost {
  readonly #subgraphs = new Map<string, { name: string; hosted: HostedSubgraph }>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (message, response) => {
      let text = '';
      for await (const chunk of message.setEncoding('utf8')) text += chunk;
      const { query, variables = {}, operationName } = JSON.parse(text);
      const found = this.#subgraphs.get(message.url ?? '');
      if (!found) return response.writeHead(404).end();
      const { schema, onAnswer } = found.hosted;
      const answer = (await graphql({
        schema,
        source: query,
        variableValues: variables,
        operationName,
      })) as GraphQLAnswer;
      const sent =
        operationName === 'OrreryProbe'
          ? answer
          : onAnswer({ subgraph: found.name, query, variables }, answer);
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(sent));
    });
  }

  static async start(): Promise<SubgraphHost> {
    const host = new SubgraphHost();
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  /** Serves a subgraph; its address. */
  serve(supergraph: string, name: string, hosted: HostedSubgraph): string {
    const path = `/${encodeURIComponent(supergraph)}/${name}`;
    this.#subgraphs.set(path, { name, hosted });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
