/**
 * Every point at which a process can be made to die, and what is done and not done there. A point of your own: a line here, and
 * `failpoint('its.name')` at its place. Whatever dies at any of them must lose nothing and do nothing twice.
 */
export const FAILPOINTS = {
  'transaction.before-commit': 'all of a transaction is written, and nothing of it committed',
  'transaction.after-commit': 'a transaction is committed, and nobody was told',
  'relay.before-publish': 'an event is about to go out',
  'relay.published': 'the other end has confirmed an event, which is not marked as published',
  'relay.marked': 'events are marked as published',
  'broker.before-confirm': 'an event was sent to the broker, which has not confirmed it',
  'broker.put-off':
    'an event that is to come again waits at the broker, and the one that came is not acknowledged',
  'consumer.before-commit': "an event's effect and the memory of it are written, and not committed",
  'consumer.committed': "an event's effect is committed, and the event not acknowledged",
  'consumer.acknowledged': 'an event is acknowledged',
  'consumer.rejected': 'a rejection is counted, and nobody was told',
  'consumer.dead-lettered': 'an event is among the dead letters, and not acknowledged',
  'provider.answered': "the payment provider's answer is there, and nothing of it written",
} as const;

/** The name of a point at which a process can be made to die. */
export type FailpointName = keyof typeof FAILPOINTS;

/** Whether there is a point of this name. */
export function isFailpoint(name: string): name is FailpointName {
  return Object.hasOwn(FAILPOINTS, name);
}
