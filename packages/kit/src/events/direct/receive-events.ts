import { failpoint } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import { NotAnEvent, type Outcome } from '../event-consumer.js';
import { isSigned, SIGNATURE_HEADER } from './signature.js';

/** Where a service takes events that are sent to it directly. */
export const EVENTS_PATH = '/events';

/** Where an instance hears of the others of its service. */
export const LIVE_PATH = '/events/live';

/** How events are received. */
export interface ReceiveOptions {
  /** The key that all services share. */
  readonly key: string;
  /** Whether events can be handled yet. */
  readonly isOpen: () => boolean;
  /** @throws NotAnEvent when it is none */
  readonly consume: (event: unknown) => Promise<Outcome>;
  /** Takes what an instance of this service told; whether it was another one. @throws when it is no live message */
  readonly hear?: (message: unknown) => boolean;
}

/**
 * Takes signed CloudEvents: 204 when an event is done, 503 with Retry-After when it is to come again, 401 for one that
 * is not signed by another service of this system, 400 for what is no event. Live messages are a list: 204 when they are
 * heard, 208 when they are this instance's own.
 */
export async function receiveEvents(app: FastifyInstance, options: ReceiveOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/cloudevents+json',
      { parseAs: 'string' },
      (_request, body, done) => done(null, body),
    );
    const onResponse = async (_request: unknown, { statusCode }: { statusCode: number }) => {
      if (statusCode === 204) failpoint('consumer.acknowledged');
    };
    scope.post(EVENTS_PATH, { onResponse }, async (request, reply) => {
      const body = request.body as string;
      if (!isSigned(options.key, body, request.headers[SIGNATURE_HEADER])) return reply.code(401).send();
      if (!options.isOpen()) return reply.code(503).header('retry-after', '1').send();
      const event = parse(body);
      if (event === undefined) return reply.code(400).send();
      let outcome: Outcome;
      try {
        outcome = await options.consume(event);
      } catch (error) {
        if (error instanceof NotAnEvent) return reply.code(400).send();
        throw error;
      }
      if (outcome.kind === 'done') return reply.code(204).send();
      return reply
        .code(503)
        .header('retry-after', String(outcome.afterMs / 1_000))
        .send();
    });
    scope.post(LIVE_PATH, async (request, reply) => {
      const body = request.body as string;
      if (!isSigned(options.key, body, request.headers[SIGNATURE_HEADER])) return reply.code(401).send();
      const messages = parse(body);
      if (!Array.isArray(messages)) return reply.code(400).send();
      const isFromOther = messages.map((message) => options.hear?.(message));
      return reply.code(isFromOther.includes(false) ? 208 : 204).send();
    });
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
