import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { clientFacts } from './client-facts.js';

function requestWith(headers: IncomingMessage['headers']): IncomingMessage {
  return { headers } as IncomingMessage;
}

it('should tell the address that the gateway sees, and the program, whatever the client says of itself', () => {
  const request = requestWith({
    'user-agent': 'curl/8',
    'x-client-address': '10.0.0.1',
    'x-client-agent': 'me',
  });
  expect(clientFacts(request, { address: '192.0.2.1' })).toEqual({
    'x-client-address': '192.0.2.1',
    'x-client-agent': 'curl/8',
  });
});

it('should tell nothing that it does not know, and no book', () => {
  expect(clientFacts(requestWith({}), { address: '' })).toEqual({});
  const facts = clientFacts(requestWith({ 'user-agent': 'x'.repeat(10_000) }), { address: '' });
  expect(facts['x-client-agent']).toHaveLength(256);
});
