import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoredUser } from '../models/user.model.js';
import type { Identity } from './identity.js';
import { type Authenticate, answerInteraction, isInteraction } from './interactions.js';
import { errorPage } from './pages/error-page.js';
import { sendPage } from './pages/page.js';
import { STYLESHEET, STYLESHEET_PATH } from './pages/stylesheet.js';
import type { TokenScope } from './token-service.js';

/** How the provider is served. */
export interface ListenerOptions {
  readonly identity: Identity;
  /** Makes a fresh scope. */
  readonly scope: () => TokenScope;
  readonly authenticate: Authenticate;
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
}

/** The provider's own server. */
export interface RunningListener {
  readonly port: number;
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** Serves the provider on a port of its own: what browsers and verifiers see of accounts, and nothing of the subgraph. */
export async function startOidcListener(options: ListenerOptions): Promise<RunningListener> {
  await options.identity.provider(options.scope()); // the first key is made before anybody asks
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, maxHeaderSize: MAX_HEADER_BYTES },
    (request, response) => {
      answer(options, request, response).catch((error: unknown) => {
        options.scope().log.error({ err: error }, 'a page of the provider failed');
        if (response.headersSent) response.destroy();
        else sendPage(response, 500, errorPage('server_error'));
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

async function answer(
  options: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] as string;
  if (path === STYLESHEET_PATH) {
    response.writeHead(200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    });
    response.end(STYLESHEET);
    return;
  }
  // Who answers at an https:// address has TLS before it, whatever the proxy says or leaves unsaid: cookies are for TLS alone.
  if (options.identity.settings.issuer.startsWith('https://')) request.headers['x-forwarded-proto'] = 'https';
  const scope = options.scope();
  const provider = await options.identity.provider(scope);
  if (!isInteraction(path)) return provider.callback()(request, response);
  const emailOf = async (userId: string) =>
    (await scope.models.User.findById(userId).lean<StoredUser>())?.email;
  await answerInteraction({ provider, authenticate: options.authenticate, emailOf }, request, response, path);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}
