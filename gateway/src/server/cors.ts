import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import { HEADER } from '@orrery/contracts';
import type { FastifyInstance } from 'fastify';

/** Where Apollo Studio's explorer and sandbox call from. */
export const STUDIO_ORIGIN = 'https://studio.apollographql.com';

const PREFLIGHT_SECONDS = 600;

/** Who may call the gateway from a page. */
export interface CorsOptions {
  readonly origins: readonly string[];
  readonly development: boolean;
}

/** The headers that let a page read an answer, for a request that is no preflight. */
export function corsHeaders(
  options: CorsOptions,
): (request: IncomingMessage) => Readonly<Record<string, string>> | undefined {
  const allowed = new Set(allowedOrigins(options));
  if (allowed.size === 0) return () => undefined;
  const others = { vary: 'Origin' };
  return ({ headers: { origin } }) => {
    if (origin === undefined || !allowed.has(origin)) return others;
    const exposed = { 'access-control-expose-headers': HEADER.requestId };
    return { ...others, ...exposed, 'access-control-allow-origin': origin };
  };
}

/** Lets pages of these origins call the gateway, and Apollo Studio's in development; no other origin, no cookies. */
export async function serveCors(app: FastifyInstance, options: CorsOptions): Promise<void> {
  const allowed = allowedOrigins(options);
  if (allowed.length === 0) return;
  if (options.development) {
    // A page from the internet may reach this machine only when the machine says so (Private Network Access).
    app.addHook('onRequest', async (request, reply) => {
      const asks = request.headers['access-control-request-private-network'] === 'true';
      if (asks && request.headers.origin === STUDIO_ORIGIN) {
        reply.header('access-control-allow-private-network', 'true');
      }
    });
  }
  await app.register(cors, {
    origin: allowed,
    methods: ['GET', 'POST'],
    exposedHeaders: [HEADER.requestId],
    maxAge: PREFLIGHT_SECONDS,
  });
}

function allowedOrigins({ origins, development }: CorsOptions): string[] {
  return [...origins, ...(development ? [STUDIO_ORIGIN] : [])];
}
