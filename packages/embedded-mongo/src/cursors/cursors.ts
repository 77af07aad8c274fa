import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { CommandError } from '../errors.js';
import { isNumber, toInteger } from '../numbers/exact.js';
import type { Batch } from '../wire/reply.js';
import type { Cursor } from './cursor.js';

/** The open cursors of a server, by id. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();

  constructor(private readonly timeoutMs: number) {}

  get size(): number {
    return this.open.size;
  }

  /** The first batch; the cursor stays open, under a new id, when more follows. */
  async first(cursor: Cursor, size: number, single: boolean): Promise<Batch> {
    let documents: Uint8Array[];
    try {
      documents = await cursor.take(size);
      if (single) cursor.close();
      else if (!cursor.awaitData) await cursor.isDone();
    } catch (error) {
      cursor.close();
      throw error;
    }
    const id = cursor.exhausted ? 0n : this.register(cursor);
    return { field: 'firstBatch', documents, cursor: this.describe(cursor, id) };
  }

  private register(cursor: Cursor): bigint {
    const id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
    if (id === 0n || this.open.has(id)) return this.register(cursor);
    this.open.set(id, cursor);
    return id;
  }

  private describe(cursor: Cursor, id: bigint) {
    const token = cursor.resumeToken?.();
    return {
      ...(token && { postBatchResumeToken: token }),
      ...(cursor.atClusterTime && { atClusterTime: cursor.atClusterTime }),
      id: Long.fromBigInt(id),
      ns: cursor.namespace,
    };
  }

  /** @throws CommandError CursorNotFound, CursorInUse, Unauthorized for another namespace */
  get(id: bigint, namespace: string): Cursor {
    const cursor = this.open.get(id);
    if (!cursor) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.busy) throw new CommandError('CursorInUse', `cursor id ${id} is already in use`);
    return cursor;
  }

  async next(id: bigint, namespace: string, size: number, awaitMs: number): Promise<Batch> {
    const cursor = this.get(id, namespace);
    cursor.busy = true;
    cursor.lastUsed = Date.now();
    try {
      let documents = await cursor.take(size);
      const deadline = Date.now() + awaitMs;
      while (documents.length === 0 && cursor.awaitData && !cursor.exhausted && Date.now() < deadline) {
        await cursor.awaitData(deadline - Date.now());
        documents = await cursor.take(size);
      }
      if (!cursor.awaitData) await cursor.isDone();
      if (cursor.exhausted) this.open.delete(id);
      return { field: 'nextBatch', documents, cursor: this.describe(cursor, cursor.exhausted ? 0n : id) };
    } catch (error) {
      this.kill(id);
      throw error;
    } finally {
      cursor.busy = false;
      cursor.lastUsed = Date.now();
    }
  }

  /** True for the id of a cursor that awaits data: a change stream's. */
  isTailing(id: unknown): boolean {
    const number = isNumber(id) ? toInteger(id) : undefined;
    return number !== undefined && this.open.get(number)?.awaitData !== undefined;
  }

  /** Closes a cursor; false when there is none. */
  kill(id: bigint, namespace?: string): boolean {
    const cursor = this.open.get(id);
    if (!cursor || (namespace !== undefined && cursor.namespace !== namespace)) return false;
    cursor.close();
    return this.open.delete(id);
  }

  killWhere(test: (cursor: Cursor) => boolean): void {
    for (const [id, cursor] of this.open) if (test(cursor)) this.kill(id);
  }

  /** Closes cursors that nobody read from for too long. */
  expire(now: number): void {
    this.killWhere((cursor) => !cursor.noTimeout && !cursor.busy && now - cursor.lastUsed > this.timeoutMs);
  }

  close(): void {
    this.killWhere(() => true);
  }
}
