import type { z } from 'zod';
import type { EntityName } from '../ids.js';

/**
 * A kind of event. Its data may gain fields, each version a superset of the one before: then a consumer of version 1 reads
 * version 2, and only the meaning that it knows. What would change or take away a field is another type.
 */
export interface EventDefinition<Type extends string, Schema extends z.ZodObject> {
  /** Business words in the past tense: `order.state-changed`. */
  readonly type: Type;
  /** Each version's data, the first first; producers write the last one. */
  readonly versions: readonly [Schema, ...z.ZodObject[]];
  /** The entity that it happened to; `subject` is its id. */
  readonly aggregate: EntityName;
  /** The service that publishes it. */
  readonly source: string;
  /** The services that consume it. */
  readonly consumers: readonly string[];
  /** Whether live subscribers of its own service hear of it, on the topic of its type, at every instance. @default false */
  readonly live?: boolean;
}

/** Defines an event. */
export function defineEvent<Type extends string, Schema extends z.ZodObject>(
  definition: EventDefinition<Type, Schema>,
): EventDefinition<Type, Schema> {
  return definition;
}

/** The name of a version of an event's data, as `dataschema` has it. */
export function dataSchemaName(type: string, version: number): string {
  return `${type}.v${version}`;
}
