import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { OVERLOADED } from '../pipeline/overloaded.js';
import type { Admission } from './admission.js';

const { status: STATUS, errors, headers } = OVERLOADED;
const BODY = JSON.stringify({ errors });
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(BODY),
  ...headers,
};

/**
 * Puts admission before all that a server does with requests to `path`; others, as those for health, are not held up. What is
 * shed is answered 503 with Retry-After, before its body is read and before any routing: shedding must cost next to nothing.
 * Call it after all listeners are there.
 */
export function admitOperations(
  server: Server,
  options: {
    readonly path: string;
    readonly admission: Admission;
    /** Takes for each request that may become a stream what tells the end of its work before the stream's end. */
    readonly streams: WeakMap<ServerResponse, () => void>;
    readonly onShed: () => void;
  },
): void {
  const { path, admission, streams, onShed } = options;
  const listeners = server.listeners('request') as RequestListener[];
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    for (const listener of listeners) listener.call(server, request, response);
  };
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isOperation(request, path)) return handle(request, response);
    const leave = admission.request(
      (ticket) => {
        response.once('close', ticket.release);
        if (mayBeStream(request)) streams.set(response, ticket.release);
        handle(request, response);
      },
      () => {
        onShed();
        response.writeHead(STATUS, HEADERS).end(BODY);
      },
    );
    if (leave) response.once('close', leave);
  });
}

function isOperation({ url = '', method }: IncomingMessage, path: string): boolean {
  return (
    url.startsWith(path) && (url.length === path.length || url[path.length] === '?') && method !== 'OPTIONS'
  );
}

function mayBeStream({ headers: { accept } }: IncomingMessage): boolean {
  return (
    accept !== undefined && (accept.includes('text/event-stream') || accept.includes('subscriptionSpec'))
  );
}
