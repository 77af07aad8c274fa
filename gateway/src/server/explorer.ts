import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@orrery/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { LoginSettings } from '../explorer/login-settings.js';
import { type Example, examplesFor, fits, readExamples } from './examples.js';

// The page is built by vite; a gateway that runs from its sources serves the one of the last build.
const FOLDER = fileURLToPath(new URL('../../dist/explorer/', import.meta.url));

// Everything comes from this server; the editor adds styles of its own and starts its workers from blobs.
const contentSecurityPolicy = (login: LoginSettings | undefined) =>
  [
    "default-src 'self'",
    `connect-src 'self'${login ? ` ${new URL(login.issuer).origin}` : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** What the explorer needs. */
export interface ExplorerOptions {
  readonly supergraph: { readonly current: { readonly schema: GraphQLSchema } };
  /** @default the operations of the shipped domain */
  readonly examplesFile?: string;
  /** Where visitors can log in. @default nowhere */
  readonly login?: LoginSettings;
  readonly log: Logger;
}

/** What of a gateway's configuration is the explorer's. */
export function explorerSettings(config: GatewayConfig): Pick<ExplorerOptions, 'examplesFile' | 'login'> {
  const { EXPLORER_EXAMPLES: examplesFile, EXPLORER_CLIENT_ID: clientId, AUTH_ISSUER: issuer } = config;
  const login =
    clientId === undefined ? undefined : { issuer, clientId, scope: config.EXPLORER_CLIENT_SCOPE };
  return { examplesFile, login };
}

/**
 * Gives browsers a page to explore the graph, at `/` and at `/graphql` when HTML is asked for; needs no internet.
 * @throws Error when the examples' file cannot be used.
 */
export async function serveExplorer(app: FastifyInstance, options: ExplorerOptions): Promise<void> {
  if (!existsSync(`${FOLDER}index.html`)) {
    options.log.warn('the explorer was not built: run the build of the gateway package to get it');
    return;
  }
  const { supergraph, examplesFile } = options;
  const examples = await readExamples(examplesFile);
  warnOfUnfitting(examples, options);
  const page = await readFile(`${FOLDER}index.html`, 'utf8');
  const policy = contentSecurityPolicy(options.login);
  const sendPage = (reply: FastifyReply) =>
    reply
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page);
  const { default: fastifyStatic } = await import('@fastify/static'); // for those who serve the page
  await app.register(fastifyStatic, {
    root: `${FOLDER}assets`,
    prefix: '/explorer/assets/',
    immutable: true, // names carry a hash of the content
    maxAge: '30d',
    decorateReply: false,
  });
  app.get('/explorer/settings.json', async () => ({
    endpoint: '/graphql',
    examples: examplesFor(supergraph.current.schema, examples),
    login: options.login,
  }));
  app.get('/', async (_request, reply) => sendPage(reply));
  app.addHook('onRequest', async (request, reply) => {
    if (isPageRequest(request.raw)) return sendPage(reply);
  });
}

// Examples of which none fits the graph belong to another graph; those of which a part fits have fallen behind.
function warnOfUnfitting(
  examples: readonly Example[],
  { supergraph, examplesFile, log }: ExplorerOptions,
): void {
  const unfitting = examples.filter((example) => !fits(supergraph.current.schema, example));
  const isForeign = unfitting.length === examples.length && examplesFile === undefined;
  if (unfitting.length === 0 || isForeign) return;
  log.warn(
    { operations: unfitting.map(({ query }) => query) },
    'these examples of the explorer do not fit the graph',
  );
}

/** Whether a request is a GET of /graphql that carries no operation and comes from an address bar. */
export function isPageRequest({ method, url = '', headers: { accept } }: IncomingMessage): boolean {
  if (method !== 'GET' || !accept?.includes('text/html')) return false;
  const [path, search = ''] = url.split('?', 2);
  return path === '/graphql' && !new URLSearchParams(search).has('query');
}
