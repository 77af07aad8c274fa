import type { IncomingMessage } from 'node:http';
import { HEADER } from '@orrery/contracts';
import type { OperationSource } from '../security/rate-limits/rate-limits.js';

const MAX_AGENT_LENGTH = 256; // characters

/**
 * What a subgraph that writes may know of the client beside who it is: the headers that go with mutations. They tell what the
 * gateway sees, whatever the client sends under these names.
 */
export function clientFacts(
  request: IncomingMessage,
  { address }: OperationSource,
): Readonly<Record<string, string>> {
  const agent = request.headers['user-agent'];
  return {
    ...(address && { [HEADER.clientAddress]: address }),
    ...(agent && { [HEADER.clientAgent]: agent.slice(0, MAX_AGENT_LENGTH) }),
  };
}
