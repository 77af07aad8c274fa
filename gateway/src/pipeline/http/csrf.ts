import type { IncomingHttpHeaders } from 'node:http';
import { type Refusal, refuse } from '../refusal.js';
import { essenceOf } from './media-types.js';

// What a page may send to another origin without the browser asking first; https://fetch.spec.whatwg.org/#cors-safelisted-request-header
const SENT_UNASKED = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

const PROVING_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight'];

const REFUSED = refuse(
  400,
  'BAD_REQUEST',
  'This request could come from any page in a browser (cross-site request forgery). Send a content-type of application/json, ' +
    `or one of the headers ${PROVING_HEADERS.join(', ')}.`,
);

/** Refuses what a browser sends to another origin without a preflight, as Apollo Server does. */
export function refuseForgery(headers: IncomingHttpHeaders): Refusal | undefined {
  const contentType = headers['content-type'];
  if (contentType !== undefined && !SENT_UNASKED.has(essenceOf(contentType))) return undefined;
  return PROVING_HEADERS.some((name) => headers[name]) ? undefined : REFUSED;
}
