import type { z } from 'zod';
import { orderStateChanged } from './order-events.js';

/** Every event of the system by its type. */
export const EVENTS = { [orderStateChanged.type]: orderStateChanged } as const;

/** A type of event. */
export type EventType = keyof typeof EVENTS;

/** The data of a type of event, as its producer writes it. */
export type EventData<Type extends EventType> = z.output<(typeof EVENTS)[Type]['versions'][0]>;
