import { type EntityName, ID_PREFIX, isIdOf } from '@orrery/contracts';
import type { Caller } from '@orrery/runtime';

/** Something that is told by its id. */
export interface AuditedEntity {
  readonly type: EntityName;
  readonly id: string;
}

/** Who did something. */
export interface AuditActor {
  readonly kind: Caller['kind'];
  /** A user's or a machine's; null for who sent no token. */
  readonly id: string | null;
  readonly roles: readonly string[];
}

/** One thing that somebody did. It holds ids and names, and no value of an input. */
export interface AuditRecord {
  readonly at: Date;
  readonly requestId: string;
  /** The command's name: `shipOrder`. */
  readonly command: string;
  readonly actor: AuditActor;
  readonly entities: readonly AuditedEntity[];
}

const ENTITIES = Object.keys(ID_PREFIX) as EntityName[];
const MOST_ENTITIES = 50;
const DEEPEST = 4;

/** The actor that a caller is. */
export function actorOf(caller: Caller): AuditActor {
  if (caller.kind === 'anonymous') return { kind: caller.kind, id: null, roles: [] };
  const id = caller.kind === 'user' ? caller.userId : caller.clientId;
  return { kind: caller.kind, id, roles: [...caller.roles] };
}

/** The entities that values name by their ids, each once: at most 50, and none below the fourth level. */
export function entitiesIn(...values: readonly unknown[]): AuditedEntity[] {
  const found = new Map<string, AuditedEntity>();
  const look = (value: unknown, depth: number) => {
    if (found.size >= MOST_ENTITIES) return;
    if (typeof value === 'string') {
      const type = ENTITIES.find((entity) => isIdOf(entity, value));
      if (type) found.set(value, { type, id: value });
    } else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
      for (const part of Object.values(value)) look(part, depth + 1);
    }
  };
  for (const value of values) look(value, 0);
  return [...found.values()];
}
