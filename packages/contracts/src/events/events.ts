import type { z } from 'zod';
import { credentialsRevoked } from './account-events.js';
import { cartAbandoned } from './cart-events.js';
import * as commands from './checkout-commands.js';
import * as replies from './checkout-replies.js';
import type { EventDefinition } from './event-definition.js';
import { orderStateChanged } from './order-events.js';

const DEFINITIONS = { cartAbandoned, credentialsRevoked, orderStateChanged, ...commands, ...replies };

type Definition = (typeof DEFINITIONS)[keyof typeof DEFINITIONS];
type ByType = { readonly [D in Definition as D['type']]: D };

/** Every event of the system by its type. */
export const EVENTS = Object.fromEntries(
  Object.values(DEFINITIONS).map((definition) => [definition.type, definition]),
) as unknown as ByType;

/** A type of event. */
export type EventType = keyof ByType;

/** The data of a type of event, as its producer writes it. */
export type EventData<Type extends EventType> =
  ByType[Type] extends EventDefinition<string, infer Schema> ? z.output<Schema> : never;
