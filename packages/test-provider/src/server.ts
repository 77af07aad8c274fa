import type { Logger } from '@orrery/runtime';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Operation } from './answer.js';
import { type FaultSettings, Faults } from './faults.js';
import type { Ledger, Reply } from './ledger.js';

const amountFields = {
  amountMinor: z.int().min(0),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
};
const authorizationSchema = z
  .object({
    ...amountFields,
    token: z.string().max(200).optional(),
    card: z
      .object({
        number: z.string().regex(/^\d{12,19}$/),
        expiryMonth: z.int().min(1).max(12),
        expiryYear: z.int(),
        securityCode: z.string().regex(/^\d{3,4}$/),
      })
      .optional(),
  })
  .refine(({ token, card }) => (token === undefined) !== (card === undefined));
const followUpSchema = z.object({ ...amountFields, reference: z.string().min(1).max(200) });
const keySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);

const FOLLOW_UPS = { captures: 'capture', voids: 'void', refunds: 'refund' } as const satisfies Record<
  string,
  Exclude<Operation, 'authorize'>
>;

/** The provider's HTTP API, not yet listening; the README describes it. Nothing of a request is logged. */
export function createServer(ledger: Ledger, settings: FaultSettings, log: Logger): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const faults = new Faults(settings);

  const serve = (path: string, decide: (key: string, body: unknown) => Promise<Reply> | undefined) => {
    app.post(path, async (request, reply) => {
      const key = keySchema.safeParse(request.headers['idempotency-key']);
      if (!key.success)
        return refuse(reply, 400, 'the header Idempotency-Key is missing, or not 1 to 200 characters');
      const fault = faults.next(key.data);
      if (fault.requestLost) return hangUp(reply);
      const answer = await decide(key.data, request.body);
      if (!answer) return refuse(reply, 400, 'the body is not as documented');
      if (answer.kind === 'key-reused') return refuse(reply, 422, 'the key was used for another request');
      if (answer.kind === 'silence' || fault.answer === 'hang-up') return hangUp(reply);
      if (fault.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.delayMs).unref());
      return answer.answer;
    });
  };
  serve('/authorizations', (key, body) => {
    const { success, data } = authorizationSchema.safeParse(body);
    return success ? ledger.authorize(key, { ...data, number: data.card?.number }) : undefined;
  });
  for (const [path, operation] of Object.entries(FOLLOW_UPS)) {
    serve(`/${path}`, (key, body) => {
      const { success, data } = followUpSchema.safeParse(body);
      return success ? ledger.followUp(operation, key, data) : undefined;
    });
  }
  app.get<{ Params: { key: string } }>('/outcomes/:key', async ({ params }, reply) => {
    const key = keySchema.safeParse(params.key);
    return key.success
      ? ledger.outcomeOf(key.data)
      : refuse(reply, 400, 'the key is not 1 to 200 characters');
  });
  app.get('/log', async (_request, reply) => {
    const lines = ledger.entries.map((entry) => `${JSON.stringify(entry)}\n`);
    return reply.type('application/x-ndjson').send(lines.join(''));
  });
  app.get('/health/ready', async () => ({ status: 'ready' }));
  app.setErrorHandler(async (error, _request, reply) => {
    const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
    if (statusCode >= 500) log.error({ code }, 'a request failed');
    return refuse(reply, statusCode, statusCode < 500 ? 'the request is malformed' : 'something failed');
  });
  app.setNotFoundHandler(async (_request, reply) => refuse(reply, 404, 'there is nothing at this path'));
  return app;
}

function refuse(reply: FastifyReply, status: number, message: string) {
  return reply.code(status).send({ error: message });
}

function hangUp(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
