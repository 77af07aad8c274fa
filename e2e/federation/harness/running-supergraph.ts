import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { startGateway, type TestGateway } from '../../gateway/fixture/gateway.js';
import { Monolith } from './monolith.js';
import { strictSubgraph } from './strict-subgraph.js';
import type { SubgraphHost } from './subgraph-host.js';
import type { Case, SubgraphCall, SupergraphFixture, World } from './supergraph-case.js';

/** What came of a case: the answer as text, so that the order of keys counts, and what the subgraphs were asked. */
export interface Outcome {
  readonly answer: { readonly data?: unknown; readonly errors?: readonly AnsweredError[] };
  readonly calls: readonly SubgraphCall[];
}

/** An error as a client reads it. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** A supergraph's subgraphs, served, and the text of the supergraph. */
export class ServedSupergraph {
  readonly sdl: string;
  readonly monolith: Monolith;
  #world: World;
  #calls: SubgraphCall[] = [];
  #case: Case | undefined;

  constructor(
    readonly fixture: SupergraphFixture,
    host: SubgraphHost,
  ) {
    this.#world = fixture.world();
    const urls = Object.keys(fixture.subgraphs).map((name) => {
      const schema = strictSubgraph(fixture, name, () => this.#world);
      const url = host.serve(fixture.title, name, {
        schema,
        onAnswer: (call, answer) => {
          this.#calls.push(call);
          const misbehave = this.#case?.misbehave?.[call.subgraph];
          return misbehave ? misbehave(answer, call) : answer;
        },
      });
      return [name, url] as const;
    });
    this.sdl = supergraphOf(fixture, new Map(urls));
    this.monolith = new Monolith(fixture, this.sdl);
  }

  /** Sends a case's operation to a gateway at `url`, in a world made anew. */
  async run(url: string, entry: Case): Promise<Outcome> {
    this.#world = this.fixture.world();
    this.#calls = [];
    this.#case = entry;
    const { query, variables, operationName } = entry;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables, operationName }),
    });
    return { answer: (await response.json()) as Outcome['answer'], calls: this.#calls };
  }
}

/** A supergraph with a gateway in this process. */
export interface RunningSupergraph {
  readonly served: ServedSupergraph;
  run(entry: Case): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Starts a gateway of this process on a fixture. */
export async function startSupergraph(
  fixture: SupergraphFixture,
  host: SubgraphHost,
): Promise<RunningSupergraph> {
  const served = new ServedSupergraph(fixture, host);
  const gateway: TestGateway = await startGateway(served.sdl);
  return {
    served,
    run: (entry) => served.run(gateway.server.url, entry),
    stop: () => gateway.stop(),
  };
}

function supergraphOf(fixture: SupergraphFixture, urls: ReadonlyMap<string, string>): string {
  if (fixture.supergraphSdl !== undefined) {
    return [...urls].reduce((sdl, [name, url]) => sdl.replaceAll(`{${name}}`, url), fixture.supergraphSdl);
  }
  const services = Object.entries(fixture.subgraphs).map(([name, { sdl }]) => ({
    name,
    url: urls.get(name) ?? '',
    typeDefs: parse(sdl),
  }));
  const composed = composeServices(services);
  if (composed.errors)
    throw new Error(`${fixture.title}: ${composed.errors.map(({ message }) => message).join('\n')}`);
  return composed.supergraphSdl;
}
