import { type EventEnvelope, envelopeSchema } from '@orrery/contracts';
import { mongo } from 'mongoose';
import { z } from 'zod';

const { EJSON } = mongo.BSON;

const liveMessageSchema = z.discriminatedUnion('kind', [
  /** Something for live subscribers; its payload is extended JSON, so that dates and object ids survive. */
  z.object({ kind: z.literal('topic'), instance: z.string(), topic: z.string(), payload: z.string() }),
  /** An event that live subscribers hear of. */
  z.object({ kind: z.literal('event'), instance: z.string(), event: envelopeSchema }),
  /** There are new events: whoever relays them may look now. */
  z.object({ kind: z.literal('wake'), instance: z.string() }),
]);

/** What the instances of one service tell each other; `instance` is the one that speaks. */
export type LiveMessage = z.output<typeof liveMessageSchema>;

/** Makes a message of what was published on a topic. */
export function topicMessage(instance: string, topic: string, payload: unknown): LiveMessage {
  return { kind: 'topic', instance, topic, payload: EJSON.stringify(payload, { relaxed: true }) };
}

/** Makes a message of an event. */
export function eventMessage(instance: string, event: EventEnvelope): LiveMessage {
  return { kind: 'event', instance, event };
}

/** The payload as it was published; what was undefined is null. @throws Error when it is no extended JSON */
export function payloadOf({ payload }: { readonly payload: string }): unknown {
  return EJSON.parse(payload, { relaxed: true });
}

/** Reads a message that came over the wire. @throws ZodError when it is none */
export function readLiveMessage(received: unknown): LiveMessage {
  return liveMessageSchema.parse(received);
}
