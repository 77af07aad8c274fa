import { z } from 'zod';

/**
 * An event on its way: a CloudEvent (specification 1.0, structured JSON) with three extension attributes of ours:
 * `sequence` (the event's place among those of its aggregate: 1, 2, 3, ... without a gap), `aggregateversion` (the
 * aggregate's version after the change) and `traceparent` (W3C).
 */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  /** Unique among all events; effects are de-duplicated by it. */
  id: z.uuid(),
  /** `/` and the service's name. */
  source: z.string().regex(/^\/[a-z][a-z0-9-]*$/),
  type: z.string().min(1),
  /** The aggregate's id. */
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** The schema that the data fits: `order.state-changed.v1`, a file of `schemas/events/`. */
  dataschema: z.string().min(1),
  sequence: z.int().min(1),
  aggregateversion: z.int().min(1),
  traceparent: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

/** What {@link envelopeSchema} parses to. */
export type EventEnvelope = z.output<typeof envelopeSchema>;
