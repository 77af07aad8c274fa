import type { Collection } from '../engine/catalog.js';
import type { Index } from '../engine/index-spec.js';
import { CommandError } from '../errors.js';
import { TRANSIENT } from '../sessions/transaction.js';
import type { KvReader } from '../storage/kv.js';
import type { Snapshot } from '../storage/lmdb-store.js';
import type { CommandContext } from './context.js';

/** What a command reads: its transaction's state, or a snapshot of its own that is closed when it is done. */
export interface ReadScope {
  readonly kv: KvReader;
  close(): void;
}

export function openRead(context: CommandContext): ReadScope {
  if (context.transaction) return { kv: context.transaction, close: () => undefined };
  const { snapshot: held } = context;
  if (held) return { kv: held.kv, close: () => held.release() };
  const snapshot: Snapshot = context.host.engine.store.snapshot();
  return { kv: snapshot, close: () => snapshot.close() };
}

/** For reads that end within this turn of the event loop. */
export function currentRead(context: CommandContext): KvReader {
  return context.transaction ?? context.snapshot?.kv ?? context.host.engine.store.current;
}

/**
 * Which indexes a command may use; a transaction must not meet one that was built after its snapshot.
 * The test throws CommandError SnapshotUnavailable then, as the entries of its own writes could be missing.
 */
export function usableIndexes(context: CommandContext): ((index: Index) => boolean) | undefined {
  const { transaction } = context;
  if (!transaction) return undefined;
  return (index) => {
    if (index.builtAt <= transaction.startedAt) return true;
    throw new CommandError(
      'SnapshotUnavailable',
      `Unable to read from a snapshot due to pending collection catalog changes: index ${index.name} is newer than the transaction`,
      {},
      [TRANSIENT],
    );
  };
}

export function findCollection(context: CommandContext, name: string): Collection | undefined {
  return context.host.engine.catalog.get(context.database, name);
}
