import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { trackUnusedConnections } from './unused-connections.js';

it('should close a connection that carried nothing, and leave one with a request in flight', async () => {
  const server = createServer();
  const closeUnused = trackUnusedConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const spare = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const busy = connect(port, '127.0.0.1').setEncoding('utf8');
  busy.write('GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const spareClosed = once(spare, 'close');
  closeUnused();
  server.close();
  await spareClosed;
  let answer = '';
  busy.on('data', (text: string) => {
    answer += text;
  });
  response.end('finished');
  await once(busy, 'close');
  expect(answer.split('\r\n\r\n')[1]).toContain('finished');
});
