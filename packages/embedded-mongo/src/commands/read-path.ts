import type { Collection } from '../engine/catalog.js';
import type { Index } from '../engine/index-spec.js';
import { CommandError } from '../errors.js';
import { TRANSIENT } from '../sessions/transaction.js';
import type { KvReader } from '../storage/kv.js';
import type { CommandContext } from './context.js';

/** One consistent state, and what of the catalog of today fits it. */
export interface ReadScope {
  readonly kv: KvReader;
  /** False for an index that is newer than the state, whose entries the state therefore lacks. */
  usable(index: Index): boolean;
  collection(database: string, name: string): Collection | undefined;
  close(): void;
}

function tooNew(what: string): CommandError {
  return new CommandError(
    'SnapshotUnavailable',
    `Unable to read from a snapshot due to pending collection catalog changes: ${what} changed since the transaction began`,
    {},
    [TRANSIENT],
  );
}

/**
 * Which indexes a transaction may use.
 * @throws CommandError SnapshotUnavailable, as an index that is newer than the snapshot lacks its entries
 */
export function usableInTransaction(context: CommandContext): (index: Index) => boolean {
  const { startedAt } = context.transaction!;
  return (index) => {
    if (index.builtAt <= startedAt) return true;
    throw tooNew(`index ${index.name}`);
  };
}

/** A collection as a transaction sees it: its own new ones, and no others than were there. */
export function collectionInTransaction(
  context: CommandContext,
  database: string,
  name: string,
): Collection | undefined {
  const { transaction, host } = context;
  const own = transaction!.created.get(`${database}.${name}`);
  if (own) return own;
  if (host.engine.catalog.removedAt(database, name) > transaction!.startedAt) {
    throw tooNew(`collection ${database}.${name}`);
  }
  return host.engine.catalog.get(database, name);
}

/** What a command reads: its transaction's state, or a state of its own, to be closed when it is done. */
export function openRead(context: CommandContext): ReadScope {
  const { transaction, snapshot: held, host } = context;
  const { catalog, locks, store } = host.engine;
  if (transaction) {
    return {
      kv: transaction,
      usable: usableInTransaction(context),
      collection: (database, name) => collectionInTransaction(context, database, name),
      close: () => undefined,
    };
  }
  const startedAt = held?.startedAt ?? locks.sequence;
  const snapshot = held ? undefined : store.snapshot();
  return {
    kv: held?.kv ?? snapshot!,
    usable: (index) => index.builtAt <= startedAt,
    collection: (database, name) => catalog.get(database, name),
    close: () => (held ? held.release() : snapshot!.close()),
  };
}
