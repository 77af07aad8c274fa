import type { Resolution } from './operation-resolver.js';
import { type Refusal, refuse } from './refusal.js';

const NO_STREAM = refuse(
  400,
  'BAD_REQUEST',
  'Subscriptions are not served over this transport: send a query or a mutation.',
);

/** Why an operation is not answered once, or not by this method; undefined when it is. */
export function unanswerable({ resolved }: Resolution, method: string | undefined): Refusal | undefined {
  const type = resolved.operation.operation;
  if (method === 'GET' && type !== 'query') {
    const message = `Only queries may be sent by GET: send this ${type} by POST.`;
    return refuse(405, 'BAD_REQUEST', message, { allow: 'POST' });
  }
  return type === 'subscription' ? NO_STREAM : undefined;
}
