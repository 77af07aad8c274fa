import { type AddressInfo, createServer, type Server } from 'node:net';
import { type GraphQLSchema, graphql } from 'graphql';
import { serveSocket } from './http-exchange.js';
import { SUBGRAPHS, type SubgraphName, schemaOf } from './schemas.js';

/** A request that a subgraph was sent. */
export interface SentRequest {
  readonly subgraph: SubgraphName;
  readonly body: string;
}

/** What the process is asked: to keep the requests from now on, or to hand over those that it kept. */
export type Ask = 'record' | 'recorded';

/** What it tells: the ports once, and one answer for each ask. */
export interface Told {
  readonly ports?: Readonly<Record<SubgraphName, number>>;
  readonly recorded?: readonly SentRequest[];
}

// All subgraphs in one process. The first time that a body arrives it is executed; after that its answer is there.
let recorded: SentRequest[] | undefined;

function answersOf(
  subgraph: SubgraphName,
  schema: GraphQLSchema,
): (body: string) => Buffer | Promise<Buffer> {
  const known = new Map<string, Buffer>();
  return (body) => {
    recorded?.push({ subgraph, body: Buffer.from(body, 'latin1').toString() });
    return known.get(body) ?? executed(body);
  };
  async function executed(body: string): Promise<Buffer> {
    const { query, variables, operationName } = JSON.parse(Buffer.from(body, 'latin1').toString());
    const result = await graphql({ schema, source: query, variableValues: variables, operationName });
    const text = JSON.stringify(result);
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`;
    const response = Buffer.from(head + text);
    known.set(body, response);
    return response;
  }
}

function listen(subgraph: SubgraphName): Promise<Server> {
  const answers = answersOf(subgraph, schemaOf(subgraph));
  const server = createServer((socket) => serveSocket(socket, answers));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function tell(told: Told): void {
  process.send?.(told);
}

const entries: [SubgraphName, number][] = [];
for (const name of SUBGRAPHS) entries.push([name, ((await listen(name)).address() as AddressInfo).port]);
process.on('disconnect', () => process.exit());
process.on('message', (ask: Ask) => {
  if (ask === 'recorded') tell({ recorded: recorded ?? [] });
  recorded = ask === 'record' ? [] : undefined;
  if (ask === 'record') tell({});
});
tell({ ports: Object.fromEntries(entries) as Record<SubgraphName, number> });
