import { request } from 'node:http';
import { join } from 'node:path';
import { DEMO_USERS, seedWorld } from '@orrery/contracts/seed';
import { type Caller, SubgraphTokens, signDevelopmentToken } from '@orrery/runtime';
import type { SystemPlaces } from '../start-system.js';
import { callerOf } from './monolith.js';

/** A demo user's first name in lower case, or nobody. */
export type Who = 'ada' | 'grace' | 'cleo' | 'wanda' | 'finn' | 'alan' | undefined;

/** What a GraphQL server answered. */
export interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** The demo user of a name, as seeded. */
export function demoUser(who: NonNullable<Who>) {
  const index = DEMO_USERS.findIndex(({ email }) => email.startsWith(`${who}@`));
  return seedWorld().users.at(index);
}

/** A demo user as services see the caller. */
export function asCaller(who: Who): Caller {
  return who ? callerOf(demoUser(who)) : { kind: 'anonymous' };
}

/** A client of a started system's gateway, or of one of its services. */
export class GraphClient {
  readonly #port: number;
  readonly #tokens: SubgraphTokens | undefined;

  /** @param at The port of another gateway, or the name of a subgraph, which is asked as a gateway asks. @default the gateway */
  constructor(
    private readonly places: SystemPlaces,
    private readonly at: number | string = places.gatewayPort,
  ) {
    this.#port = typeof at === 'number' ? at : (places.ports[at] ?? 0);
    const keyFile = join(places.dataDir, 'keys', 'subgraph-token-key.json');
    if (typeof at === 'string') this.#tokens = new SubgraphTokens(keyFile);
  }

  /** Runs an operation as somebody. */
  async run(query: string, variables: Record<string, unknown> = {}, who?: Who): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query, variables }),
      headers: {
        'content-type': 'application/json',
        ...(await this.#authorization(who)),
      },
    });
    return { status: response.status, ...((await response.json()) as object) } as Answer;
  }

  /** Runs an operation as somebody, which must be answered with data. Throws what the server said instead. */
  async dataOf(
    query: string,
    variables: Record<string, unknown> = {},
    who?: Who,
  ): Promise<Record<string, unknown>> {
    const answer = await this.run(query, variables, who);
    if (!answer.data) throw new Error(`an operation had no data: ${JSON.stringify(answer)}\n${query}`);
    return answer.data;
  }

  /** Sends a body as it is. A server may answer before it has read all of it, and hang up. */
  async post(body: string, own: Record<string, string>): Promise<Answer> {
    const headers = { ...(await this.#authorization(undefined)), ...own };
    return new Promise((resolve, reject) => {
      const sent = request({
        port: this.#port,
        host: '127.0.0.1',
        path: '/graphql',
        method: 'POST',
        headers,
      });
      sent.once('response', async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ status: response.statusCode, ...JSON.parse(text) });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async #authorization(who: Who): Promise<{ authorization?: string }> {
    if (this.#tokens) return { authorization: this.#tokens.authorizationFor(asCaller(who), String(this.at)) };
    return who ? { authorization: `Bearer ${await this.token(who)}` } : {};
  }

  /** A token that acts as a demo user. */
  token(who: NonNullable<Who>): Promise<string> {
    const keyFile = join(this.places.dataDir, 'keys', 'development-signing-key.json');
    return signDevelopmentToken(keyFile, demoUser(who));
  }
}
