import cors from '@fastify/cors';
import { HEADER } from '@orrery/contracts';
import type { FastifyInstance } from 'fastify';

/** Where Apollo Studio's explorer and sandbox call from. */
export const STUDIO_ORIGIN = 'https://studio.apollographql.com';

const PREFLIGHT_SECONDS = 600;

/** Lets pages of these origins call the gateway, and Apollo Studio's in development; no other origin, no cookies. */
export async function serveCors(
  app: FastifyInstance,
  options: { readonly origins: readonly string[]; readonly development: boolean },
): Promise<void> {
  const allowed = [...options.origins, ...(options.development ? [STUDIO_ORIGIN] : [])];
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
