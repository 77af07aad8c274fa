import type { Connection } from '../server/connection.js';
import type { Host } from '../server/host.js';
import type { SessionRef } from '../sessions/sessions.js';
import type { HeldSnapshot } from '../sessions/snapshot-history.js';
import type { Transaction } from '../sessions/transaction.js';
import type { Document } from '../types.js';
import type { Reply } from '../wire/reply.js';

/** One command on its way: what came in, and everything it may use. */
export interface CommandContext {
  readonly host: Host;
  readonly connection: Connection;
  /** The command as it was called, e.g. `findAndModify`. */
  readonly name: string;
  readonly database: string;
  readonly body: Document;
  readonly sequences: ReadonlyMap<string, Uint8Array[]>;
  readonly session?: SessionRef | undefined;
  /** Set while the command runs inside of a multi-document transaction. */
  readonly transaction?: Transaction | undefined;
  /** The state that a snapshot read outside of a transaction sees. */
  readonly snapshot?: HeldSnapshot | undefined;
  readonly maxTimeMs?: number | undefined;
  /** When that time is over, in milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** The client asked for no answer. */
  readonly unacknowledged: boolean;
}

/** How a command is answered; see dispatch.ts for the fields that every command takes. */
export interface Command {
  readonly run: (context: CommandContext) => Reply | Promise<Reply>;
  /** The fields it understands besides its own name; any other is refused. */
  readonly fields: readonly string[];
  /** May run inside of a transaction. @default false */
  readonly inTransaction?: boolean;
  /** May run before authentication. @default false */
  readonly open?: boolean;
  /** A write, so that a txnNumber outside of a transaction means: retryable. @default false */
  readonly retryable?: boolean;
  /** Takes a write concern. @default false */
  readonly writes?: boolean;
  /** Takes read concern `snapshot` outside of a transaction. @default false */
  readonly readsSnapshots?: boolean;
  /** Only on the admin database. @default false */
  readonly adminOnly?: boolean;
}

export function ok(body: Document = {}): Reply {
  return { body };
}
