import type { Timestamp } from 'bson';
import { equalValues } from '../bsonkey/index.js';
import { Cursor } from '../cursors/cursor.js';
import type { Engine } from '../engine/engine.js';
import { documentKey } from '../engine/records.js';
import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import { decode, encode } from '../wire/bson.js';
import { type Detail, eventOf, invalidateEvent, invalidates, isInScope, type Scope } from './event.js';
import type { OplogEntry } from './oplog.js';
import { encodeToken, type ResumeToken } from './token.js';

export interface ChangeStreamOptions {
  readonly scope: Scope;
  /** Where to begin: what comes after this. */
  readonly start: ResumeToken;
  readonly detail: Detail;
  /** The stages behind `$changeStream`: an event becomes one document, or none. */
  readonly transform: (event: Document) => Iterable<Document>;
}

/** The cursor of a change stream: reads the log on, and never ends by itself unless it is invalidated. */
export class ChangeStreamCursor extends Cursor {
  private position: Timestamp;
  private token: Document;
  private readonly ready: Document[] = [];
  private ending = false;
  private wake: (() => void) | undefined;

  constructor(
    namespace: string,
    private readonly engine: Engine,
    private readonly options: ChangeStreamOptions,
    session: string | undefined,
  ) {
    super(namespace, { documents: [][Symbol.iterator](), close: () => this.wake?.() }, false, session);
    this.position = options.start.time;
    this.token = encodeToken(options.start);
    this.resumeToken = () => this.token;
    this.awaitData = (milliseconds) => this.wait(milliseconds);
    if (options.start.kind === 'event') this.resumeAtInvalidation();
  }

  /** A stream that was read up to the drop of its collection still has its end to tell. */
  private resumeAtInvalidation(): void {
    const { engine, position, options } = this;
    const entry = engine.oplog.read(engine.store.current, position);
    if (
      entry &&
      isInScope(options.scope, entry.entry, options.detail.expanded) &&
      invalidates(options.scope, entry.entry)
    ) {
      this.finish(entry);
    }
  }

  override async take(size: number): Promise<Uint8Array[]> {
    if (size === 0) return [];
    const batch = this.fromReady(size, []);
    if (batch.length === size || this.ending) return this.closing(batch);
    const { engine } = this;
    for (const read of engine.oplog.after(engine.store.current, this.position)) {
      this.position = read.time;
      this.collect(read);
      this.fromReady(size, batch);
      if (batch.length === size || this.ending) return this.closing(batch);
    }
    if (batch.length === 0) this.token = encodeToken({ time: this.position, kind: 'mark' });
    return batch;
  }

  override async isDone(): Promise<boolean> {
    return this.exhausted;
  }

  private collect(read: OplogEntry): void {
    const { scope, detail, transform } = this.options;
    if (!isInScope(scope, read.entry, detail.expanded)) return;
    const event = eventOf(read, detail, (entry) => this.lookUp(entry));
    for (const document of transform(event)) {
      if (!equalValues(document._id, event._id)) {
        throw new CommandError(
          'ChangeStreamFatalError',
          'the pipeline of a change stream must keep the _id of an event, which is its resume token',
          {},
          ['NonResumableChangeStreamError'],
        );
      }
      this.ready.push(document);
    }
    if (invalidates(scope, read.entry)) this.finish(read);
  }

  private finish(read: OplogEntry): void {
    this.ready.push(...this.options.transform(invalidateEvent(read)));
    this.ending = true;
  }

  private fromReady(size: number, batch: Uint8Array[]): Uint8Array[] {
    while (batch.length < size && this.ready.length > 0) {
      const document = this.ready.shift()!;
      this.token = document._id as Document;
      batch.push(encode(document));
    }
    return batch;
  }

  private closing(batch: Uint8Array[]): Uint8Array[] {
    if (this.ending && this.ready.length === 0) this.close();
    return batch;
  }

  /** The document as it is now, which may be later than the event. */
  private lookUp(entry: Document): Document | null {
    const collection = this.engine.catalog.get(entry.db as string, entry.coll as string);
    const bytes = collection && this.engine.store.current.get(documentKey(collection, entry.id));
    return bytes ? decode(bytes) : null;
  }

  private wait(milliseconds: number): Promise<void> {
    const { oplog } = this.engine;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        oplog.off('appended', done);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      oplog.on('appended', done);
      this.wake = done;
    });
  }
}
