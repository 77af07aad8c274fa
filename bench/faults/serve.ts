import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.js';
import { MISBEHAVE } from './misbehave.js';
import { type MockRequest, mockAnswers } from './mock-answers.js';

/** What the process of a subgraph is told: to misbehave so from now on, or not any more; or asked: what it was sent. */
export type Order = { readonly fault: Fault | null } | 'count';

/** What it tells: where it listens, that an order is obeyed, and how many requests it was sent, probes left out. */
export interface Told {
  readonly port?: number;
  readonly count?: number;
}

const [subgraph = '', wishedPort = '0'] = process.argv.slice(2);
const mock = mockAnswers(subgraph);
let fault: Fault | null = null;
let count = 0;

const server = createServer(async (message, response) => {
  response.on('error', () => undefined);
  const request = JSON.parse(await textOf(message)) as MockRequest;
  if (request.operationName !== 'OrreryProbe') count++;
  if (fault !== null && fault !== 'refused') return MISBEHAVE[fault](response);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(await mock.answer(request)));
});

mock.serveEvents(server);

function listen(port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

async function obey(order: Order): Promise<Told> {
  if (order === 'count') return { count };
  const { port } = (server.address() as AddressInfo | null) ?? { port: ownPort };
  fault = order.fault;
  if (fault === 'refused' && server.listening) {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  if (fault === null && !server.listening) await listen(port);
  if (fault === null) server.closeAllConnections(); // what hangs does not hang for ever
  return {};
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
}

const tell = (told: Told) => process.send?.(told);
const ownPort = await listen(Number(wishedPort));
process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => void obey(order).then(tell));
tell({ port: ownPort });
