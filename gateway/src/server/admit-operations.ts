import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Admission } from './admission.js';

/** How many seconds a client that was shed should wait. */
const RETRY_AFTER_SECONDS = 1;

const BODY = JSON.stringify({
  errors: [
    {
      message: `The gateway has more to do than it can; try again in ${RETRY_AFTER_SECONDS} s.`,
      extensions: { code: 'OVERLOADED' },
    },
  ],
});
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(BODY),
  'retry-after': String(RETRY_AFTER_SECONDS),
};

/**
 * Puts admission before all that a server does with requests to `path`; others, as those for health, are not held up. What is
 * shed is answered 503 with Retry-After, before its body is read and before any routing: shedding must cost next to nothing.
 * Call it after all listeners are there.
 */
export function admitOperations(
  server: Server,
  options: { readonly path: string; readonly admission: Admission; readonly onShed: () => void },
): void {
  const { path, admission, onShed } = options;
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
        // A stream of events lives long and works little: its limits are its own.
        if (isStream(request)) ticket.release();
        handle(request, response);
      },
      () => {
        onShed();
        response.writeHead(503, HEADERS).end(BODY);
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

function isStream({ headers: { accept } }: IncomingMessage): boolean {
  return (
    accept !== undefined && (accept.includes('text/event-stream') || accept.includes('subscriptionSpec'))
  );
}
