import { z } from 'zod';

const MIN_KEY_LENGTH = 24; // characters

/** The variables by which services find each other's event receivers. */
export const eventFields = {
  /** The addresses of the services that consume this one's events, several instances separated by `|`: `reviews=http://h:4006/events|http://i:4006/events,payments=...`. */
  EVENT_SUBSCRIBERS: z
    .string()
    .default('')
    .transform((text, context) => {
      const { subscribers, faults } = parseSubscribers(text);
      for (const message of faults) context.addIssue({ code: 'custom', message });
      return subscribers;
    }),
  /** A RabbitMQ server: with one, events go through it, and the two others are not needed. */
  BROKER_URL: z
    .string()
    .regex(/^amqps?:\/\/.+/, 'must be an amqp:// or amqps:// address')
    .optional(),
  /** The secret by which services know each other's events: the same in all of them. */
  EVENTS_KEY: z.string().min(MIN_KEY_LENGTH, `needs at least ${MIN_KEY_LENGTH} characters`).optional(),
};

/** The addresses of each subscriber's instances, by its service's name. */
export type Subscribers = ReadonlyMap<string, readonly string[]>;

function parseSubscribers(text: string): { subscribers: Subscribers; faults: string[] } {
  const subscribers = new Map<string, readonly string[]>();
  const faults: string[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [name = '', list = ''] = part.split(/=(.*)/s).map((side) => side.trim());
    const urls = list.split('|').map((url) => url.trim());
    const wrong = urls.find((url) => !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol));
    if (name === '') faults.push(`"${part}" must be SERVICE=URL`);
    else if (wrong !== undefined) faults.push(`the addresses of ${name} must start with http:// or https://`);
    else if (subscribers.has(name)) faults.push(`${name} is given twice`);
    else subscribers.set(name, urls);
  }
  return { subscribers, faults };
}
