import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import type { OplogEntry } from './oplog.js';
import { encodeToken } from './token.js';

/** What a stream watches; no database means everything. */
export interface Scope {
  readonly database?: string | undefined;
  readonly collection?: string | undefined;
}

const OWN_DATABASES = new Set(['admin', 'config', 'local']);
const EXPANDED = new Set(['create', 'createIndexes', 'dropIndexes', 'modify']);

/** True when a stream of this scope tells of the entry. */
export function isInScope(scope: Scope, entry: Document, expanded: boolean): boolean {
  if (EXPANDED.has(entry.op as string) && !expanded) return false;
  if (scope.database === undefined) return !OWN_DATABASES.has(entry.db as string);
  if (scope.database !== entry.db) return isRenamedInto(scope, entry);
  if (scope.collection === undefined) return true;
  return scope.collection === entry.coll || isRenamedInto(scope, entry);
}

function isRenamedInto(scope: Scope, entry: Document): boolean {
  const to = entry.to as { database: string; collection: string } | undefined;
  return to !== undefined && to.database === scope.database && to.collection === scope.collection;
}

/** True when the entry ends a stream of this scope. */
export function invalidates(scope: Scope, entry: Document): boolean {
  if (scope.database === undefined) return false;
  if (scope.collection === undefined) return entry.op === 'dropDatabase';
  return entry.op === 'drop' || entry.op === 'rename' || entry.op === 'dropDatabase';
}

function common({ time, entry }: OplogEntry, operationType: string): Document {
  return {
    _id: encodeToken({ time, kind: 'event' }),
    operationType,
    clusterTime: time,
    wallTime: entry.wall as Date,
    ...(entry.lsid !== undefined && { lsid: entry.lsid, txnNumber: entry.txnNumber }),
  };
}

function namespace(entry: Document): Document {
  return entry.coll === undefined ? { db: entry.db } : { db: entry.db, coll: entry.coll };
}

function catalogEvent(read: OplogEntry, expanded: boolean): Document {
  const { entry } = read;
  const to = entry.to as { database: string; collection: string } | undefined;
  return {
    ...common(read, entry.op as string),
    ns: namespace(entry),
    ...(to && { to: { db: to.database, coll: to.collection } }),
    ...(expanded && entry.ui !== undefined && { collectionUUID: entry.ui }),
    ...(expanded && entry.detail !== undefined && { operationDescription: entry.detail }),
  };
}

function updateDescription(diff: Document, expanded: boolean): Document {
  const { updatedFields, removedFields, truncatedArrays, disambiguatedPaths } = diff;
  return { updatedFields, removedFields, truncatedArrays, ...(expanded && { disambiguatedPaths }) };
}

/** What a stream tells besides the changes themselves. */
export interface Detail {
  /** The fields and events of `showExpandedEvents`. */
  readonly expanded: boolean;
  /** Where the `fullDocument` of an update comes from. */
  readonly fullDocument: 'default' | 'updateLookup' | 'whenAvailable' | 'required';
  readonly fullDocumentBeforeChange: 'off' | 'whenAvailable' | 'required';
}

/** An image that was kept with the change, or null. @throws CommandError when it is required and was not kept */
function image(value: unknown, mode: string, kind: 'pre' | 'post', events: string): unknown {
  if (value !== undefined || mode !== 'required') return value ?? null;
  throw new CommandError(
    'NoMatchingDocument',
    `Change stream was configured to require a ${kind}-image for all ${events} events, but the ${kind}-image was not found`,
    {},
    ['NonResumableChangeStreamError'],
  );
}

function fullDocument(entry: Document, mode: Detail['fullDocument'], lookUp: LookUp): Document {
  if (mode === 'default') return {};
  if (mode === 'updateLookup') return { fullDocument: lookUp(entry) };
  return { fullDocument: image(entry.post, mode, 'post', 'update') };
}

/** Finds the present document of an updated one, or null. */
export type LookUp = (entry: Document) => Document | null;

/**
 * The event that an entry of the log stands for.
 * https://www.mongodb.com/docs/manual/reference/change-events/
 * @throws CommandError when an image that the stream requires was not kept
 */
export function eventOf(read: OplogEntry, detail: Detail, lookUp: LookUp): Document {
  const { entry } = read;
  const { expanded, fullDocumentBeforeChange: mode } = detail;
  const identity = {
    ns: namespace(entry),
    ...(expanded && { collectionUUID: entry.ui }),
    documentKey: { _id: entry.id },
  };
  const before = () =>
    mode !== 'off' && {
      fullDocumentBeforeChange: image(entry.pre, mode, 'pre', 'update, delete and replace'),
    };
  switch (entry.op) {
    case 'insert':
      return { ...common(read, 'insert'), fullDocument: entry.o, ...identity };
    case 'delete':
      return { ...common(read, 'delete'), ...identity, ...before() };
    case 'update':
      if (entry.o !== undefined) {
        return { ...common(read, 'replace'), fullDocument: entry.o, ...identity, ...before() };
      }
      return {
        ...common(read, 'update'),
        ...fullDocument(entry, detail.fullDocument, lookUp),
        ...identity,
        updateDescription: updateDescription(entry.diff as Document, expanded),
        ...before(),
      };
    default:
      return catalogEvent(read, expanded);
  }
}

/** The last event of a stream whose collection or database is gone. */
export function invalidateEvent({ time, entry }: OplogEntry): Document {
  return {
    _id: encodeToken({ time, kind: 'invalidate' }),
    operationType: 'invalidate',
    clusterTime: time,
    wallTime: entry.wall as Date,
  };
}
