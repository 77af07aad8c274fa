import type { IncomingMessage } from 'node:http';
import { STUDIO_ORIGIN } from './cors.js';

/**
 * Tells whether a page of the request's origin may open a stream or a WebSocket: browsers ask nobody before they open one
 * (RFC 6455, 10.2). Pages of this server's own host may, and those that may call it; clients that are no browser send no origin.
 */
export function originCheck(options: {
  readonly origins: readonly string[];
  readonly development: boolean;
}): (request: IncomingMessage) => boolean {
  const allowed = new Set([...options.origins, ...(options.development ? [STUDIO_ORIGIN] : [])]);
  return ({ headers: { origin, host } }) =>
    origin === undefined || allowed.has(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}
