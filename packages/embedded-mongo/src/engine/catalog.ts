import { Double, UUID } from 'bson';
import { CommandError } from '../errors.js';
import { toDouble } from '../numbers/exact.js';
import { Space, spaceKey } from '../storage/keyspace.js';
import { joinKey, type KvReader, prefixRange } from '../storage/kv.js';
import type { Document } from '../types.js';
import { decode, encode } from '../wire/bson.js';
import { describeIndex, type Index, parseIndexSpec } from './index-spec.js';

/** A collection: where its documents and indexes lie. */
export interface Collection {
  readonly space: number;
  database: string;
  name: string;
  readonly uuid: UUID;
  readonly indexes: Index[];
  /** True once an `_id` was too long for lmdb and its key ends in a hash: the keys' order is not theirs. */
  shortenedIds: boolean;
  /** True while its changes are logged with the whole document before and after (changeStreamPreAndPostImages). */
  keepsImages: boolean;
}

export type CatalogStore = KvReader & {
  put(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
};

export function namespaceOf(collection: Collection): string {
  return `${collection.database}.${collection.name}`;
}

function rowKey(collection: Collection): Uint8Array {
  return joinKey(spaceKey(Space.Catalog), spaceKey(collection.space));
}

function indexRow(index: Index): Document {
  return {
    space: new Double(index.space),
    spec: describeIndex(index),
    multikey: [...index.multikey],
    shortened: index.shortened,
  };
}

function readIndex(row: Document): Index {
  const index = parseIndexSpec(row.spec as Document, toDouble(row.space), 0);
  for (const path of row.multikey as string[]) index.multikey.add(path);
  index.shortened = row.shortened === true;
  return index;
}

/** All collections and indexes; in memory, and in the environment under {@link Space.Catalog}. */
export class Catalog {
  private byNamespace = new Map<string, Collection>();
  private nextSpace: number = Space.FirstFree;
  private readonly changed = new Set<Collection>();
  private readonly removals = new Map<string, number>();

  /** Reads everything anew; also after a commit that failed. */
  load(kv: KvReader): void {
    this.byNamespace = new Map();
    this.changed.clear();
    for (const { value } of kv.range(prefixRange(spaceKey(Space.Catalog)))) {
      const row = decode(value);
      const collection: Collection = {
        space: toDouble(row.space),
        database: row.database as string,
        name: row.name as string,
        uuid: row.uuid as UUID,
        indexes: (row.indexes as Document[]).map(readIndex),
        shortenedIds: row.shortenedIds === true,
        keepsImages: row.keepsImages === true,
      };
      this.byNamespace.set(namespaceOf(collection), collection);
      for (const space of [collection.space, ...collection.indexes.map((index) => index.space)]) {
        this.nextSpace = Math.max(this.nextSpace, space + 1);
      }
    }
  }

  get(database: string, name: string): Collection | undefined {
    return this.byNamespace.get(`${database}.${name}`);
  }

  collections(database?: string): Collection[] {
    const all = [...this.byNamespace.values()];
    return database === undefined ? all : all.filter((collection) => collection.database === database);
  }

  databases(): string[] {
    return [...new Set(this.collections().map((collection) => collection.database))].sort();
  }

  /** The commit with which a collection of this name last went away; 0 when none did in this process. */
  removedAt(database: string, name: string): number {
    return this.removals.get(`${database}.${name}`) ?? 0;
  }

  noteRemoved(collection: Collection, sequence: number): void {
    this.removals.set(namespaceOf(collection), sequence);
  }

  takeSpace(): number {
    return this.nextSpace++;
  }

  /** A new collection that is not yet added. @throws CommandError InvalidNamespace */
  make(database: string, name: string): Collection {
    checkName(database, name);
    return {
      space: this.takeSpace(),
      database,
      name,
      uuid: new UUID(),
      indexes: [],
      shortenedIds: false,
      keepsImages: false,
    };
  }

  add(collection: Collection): void {
    this.byNamespace.set(namespaceOf(collection), collection);
    this.changed.add(collection);
  }

  remove(collection: Collection): void {
    this.byNamespace.delete(namespaceOf(collection));
    this.changed.add(collection);
  }

  /** Declares that a collection's row is to be written with the next commit. */
  touch(collection: Collection): void {
    this.changed.add(collection);
  }

  /** Writes the rows that changed; called at the end of every write transaction. */
  save(kv: CatalogStore): void {
    for (const collection of this.changed) {
      if (this.byNamespace.get(namespaceOf(collection)) === collection) {
        kv.put(rowKey(collection), encode(this.row(collection)));
      } else kv.remove(rowKey(collection));
    }
    this.changed.clear();
  }

  private row(collection: Collection): Document {
    return {
      space: new Double(collection.space),
      database: collection.database,
      name: collection.name,
      uuid: collection.uuid,
      indexes: collection.indexes.map(indexRow),
      shortenedIds: collection.shortenedIds,
      keepsImages: collection.keepsImages,
    };
  }
}

/** The key that whoever creates a collection claims, so that two cannot. */
export function namespaceKey(database: string, name: string): Uint8Array {
  return joinKey(spaceKey(Space.Catalog), Buffer.from(`${database}.${name}`, 'utf8'));
}

const BAD_DATABASE = /[/\\. "$\0]/;

/** @throws CommandError InvalidNamespace */
export function checkName(database: string, name: string): void {
  if (database === '' || database.length > 63 || BAD_DATABASE.test(database)) {
    throw new CommandError('InvalidNamespace', `Invalid database name: '${database}'`);
  }
  const bad = name === '' || name.startsWith('.') || name.includes('$') || name.includes('\0');
  if (bad || Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
  }
  if (name.startsWith('system.')) {
    throw new CommandError('InvalidNamespace', `Invalid system namespace: ${database}.${name}`);
  }
}
