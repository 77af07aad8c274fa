import { Timestamp } from 'bson';
import { CommandError } from '../errors.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import type { Host } from '../server/host.js';
import type { HeldSnapshot } from '../sessions/snapshot-history.js';
import { type Document, isDocument } from '../types.js';
import type { Command } from './context.js';

/** @throws CommandError for what is no write concern, and for one where none belongs */
export function checkWriteConcern(command: Command, name: string, body: Document): void {
  const concern: unknown = body.writeConcern;
  if (concern === undefined) return;
  if (!isDocument(concern)) throw new CommandError('TypeMismatch', 'writeConcern must be an object');
  if (!command.writes && Object.keys(concern).length > 0) {
    throw new CommandError('InvalidOptions', `Command ${name} does not support writeConcern`);
  }
}

/** Why a command's write concern cannot be met: it wants more acknowledgements than one node can give. */
export function unmetWriteConcern(body: Document): CommandError | undefined {
  const { w } = (body.writeConcern ?? {}) as { w?: unknown };
  if (w === undefined || w === 'majority') return undefined;
  if (!isNumber(w)) {
    return new CommandError(
      'UnknownReplWriteConcern',
      `No write concern mode named '${String(w)}' found in replica set configuration`,
    );
  }
  if (toDouble(w) === 0 || toDouble(w) === 1) return undefined;
  return new CommandError(
    'UnsatisfiableWriteConcern',
    `Not enough data-bearing nodes: w: ${toDouble(w)} is not supported by this server, which is a replica set of one`,
  );
}

const LEVELS = new Set<unknown>(['local', 'available', 'majority', 'snapshot', 'linearizable']);

/**
 * Checks a read concern; all levels read the newest commit, except `snapshot` outside of a transaction, which
 * reads the state that is returned.
 * @throws CommandError InvalidOptions for a snapshot read by a command that has none
 */
export function readConcern(
  host: Host,
  command: Command,
  name: string,
  body: Document,
): HeldSnapshot | undefined {
  const concern: unknown = body.readConcern;
  if (concern === undefined) return undefined;
  if (!isDocument(concern)) throw new CommandError('TypeMismatch', 'readConcern must be an object');
  const level: unknown = concern.level;
  if (level !== undefined && !LEVELS.has(level)) {
    throw new CommandError(
      'FailedToParse',
      `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`,
    );
  }
  const at: unknown = concern.atClusterTime;
  if (level !== 'snapshot') {
    if (at === undefined) return undefined;
    throw new CommandError('InvalidOptions', "readConcern.atClusterTime is only valid with level 'snapshot'");
  }
  if (body.autocommit === false) return undefined;
  if (!command.readsSnapshots) {
    throw new CommandError(
      'InvalidOptions',
      `Command ${name} does not support read concern { level: "snapshot" }`,
    );
  }
  if (at === undefined) return host.snapshots.take(host.engine.clock.last(), host.engine.locks.sequence);
  if (at instanceof Timestamp) return host.snapshots.at(at);
  throw new CommandError('TypeMismatch', 'readConcern.atClusterTime must be a timestamp');
}
