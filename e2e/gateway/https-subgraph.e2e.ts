import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGatewayProcess } from '../../bench/faults/gateway-process.js';
import { LOCALHOST } from './fixture/localhost-certificate.js';
import { composed } from './fixture/shop.js';

const SDL = 'type Query { hello(to: String!): String }';

describe('a subgraph that is reached over TLS', () => {
  let folder: string;
  let server: Server;
  let connectionCount = 0;
  const running: RunningGateway[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orrery-tls-'));
    await writeFile(join(folder, 'ca.pem'), LOCALHOST.cert);
    server = createServer(LOCALHOST, async (message, response) => {
      let text = '';
      for await (const chunk of message.setEncoding('utf8')) text += chunk;
      const { variables } = JSON.parse(text) as { variables?: { to?: string } };
      response.end(JSON.stringify({ data: { hello: `Hallo ${variables?.to}` } }));
    });
    server.on('secureConnection', () => connectionCount++);
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `https://localhost:${port}/graphql`;
    await writeFile(join(folder, 'supergraph.graphql'), composed([{ name: 'greeter', sdl: SDL, url }]));
  });
  afterAll(async () => {
    await Promise.all(running.map((gateway) => gateway.stop()));
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const start = async (variables: Record<string, string>) => {
    const gateway = await startGatewayProcess({
      SUPERGRAPH: join(folder, 'supergraph.graphql'),
      ...variables,
    });
    running.push(gateway);
    return async (to: string) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'query ($to: String!) { hello(to: $to) }', variables: { to } }),
      });
      return response.json();
    };
  };

  it('should be asked over connections that are kept, when its certificate is trusted', async () => {
    const ask = await start({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') });
    expect(await ask('Welt')).toEqual({ data: { hello: 'Hallo Welt' } });
    const connections = connectionCount;
    for (const name of ['Ænne', '世界'])
      expect(await ask(name)).toEqual({ data: { hello: `Hallo ${name}` } });
    expect(connectionCount).toBe(connections);
  });

  it('should not be asked when its certificate is not trusted', async () => {
    const ask = await start({});
    expect(await ask('Welt')).toEqual({
      data: { hello: null },
      errors: [
        {
          message: 'The subgraph greeter could not be reached.',
          path: ['hello'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'greeter' },
        },
      ],
    });
  });
});
