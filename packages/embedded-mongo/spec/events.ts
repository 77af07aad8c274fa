import type { Entities, SeenEvent } from './entities.js';
import { Mismatch, match } from './match.js';
import type { ExpectedEvents, Row } from './types.js';

const KINDS: Readonly<Record<string, (kind: string) => boolean>> = {
  command: (kind) => kind.startsWith('command'),
  cmap: (kind) => kind.startsWith('pool') || kind.startsWith('connection'),
};

function matchEvent(expected: Row, seen: SeenEvent, entities: Entities, at: number): void {
  const [kind, fields] = Object.entries(expected)[0] as [string, Row];
  if (seen.kind !== kind)
    throw new Mismatch(`event ${at} should be ${kind}, is ${seen.kind} (${String(seen.event.commandName)})`);
  const { command, reply, commandName, databaseName } = fields;
  if (commandName !== undefined && seen.event.commandName !== commandName) {
    throw new Mismatch(
      `event ${at} should be for ${String(commandName)}, is for ${String(seen.event.commandName)}`,
    );
  }
  if (databaseName !== undefined && seen.event.databaseName !== databaseName) {
    throw new Mismatch(`event ${at} should be on ${String(databaseName)}`);
  }
  if (command) match(command, seen.event.command, entities, `event ${at} command`);
  if (reply) match(reply, seen.event.reply, entities, `event ${at} reply`);
}

/** Holds what the clients observed against what is expected. @throws Mismatch */
export function checkEvents(expected: readonly ExpectedEvents[], entities: Entities): void {
  for (const { client, eventType, events, ignoreExtraEvents } of expected) {
    const seen = entities.events.get(client)!.filter(({ kind }) => KINDS[eventType ?? 'command']?.(kind));
    if (seen.length < events.length || (seen.length > events.length && !ignoreExtraEvents)) {
      const names = seen.map(({ kind, event }) => `${kind}:${String(event.commandName ?? '')}`);
      throw new Mismatch(
        `expected ${events.length} events of ${client}, saw ${seen.length}: ${names.join(', ')}`,
      );
    }
    events.forEach((event, at) => {
      matchEvent(event, seen[at]!, entities, at);
    });
  }
}
