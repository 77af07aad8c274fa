import { expect, it } from 'vitest';
import { streamFormatFor } from './stream-format.js';

it.each([
  [undefined, undefined],
  ['application/json', undefined],
  ['*/*', undefined],
  ['text/event-stream', 'sse'],
  ['application/json, TEXT/Event-Stream;q=0.4', 'sse'],
  ['text/event-stream;q=0, multipart/mixed;subscriptionSpec=1.0', 'multipart'],
  ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', 'multipart'],
  ['multipart/mixed; boundary="graphql"; subscriptionSpec="1.0", application/json', 'multipart'],
  ['multipart/mixed', undefined],
  ['multipart/mixed;subscriptionSpec=2.0', undefined],
  ['multipart/mixed;deferSpec=20220824', undefined],
])('should read of Accept: %s the format %s', (accept, kind) => {
  expect(streamFormatFor(accept)?.kind).toBe(kind);
});
