import { Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { Cursor } from './cursor.js';
import { Cursors } from './cursors.js';

function cursorOver(
  sizes: readonly number[],
  closed: string[],
  name = 'test.rows',
  noTimeout = false,
): Cursor {
  const documents = sizes.map((size) => new Uint8Array(size))[Symbol.iterator]();
  return new Cursor(name, { documents, close: () => closed.push(name) }, noTimeout, undefined);
}

function idOf(cursor: { id?: unknown }): bigint {
  return (cursor.id as Long).toBigInt();
}

describe('cursors', () => {
  it('should hand out batches and be gone with the last document', async () => {
    const closed: string[] = [];
    const cursors = new Cursors(1_000);
    const first = await cursors.first(cursorOver([1, 2, 3, 4], closed), 2, false);
    expect(first.documents.map(({ length }) => length)).toEqual([1, 2]);
    const id = idOf(first.cursor);
    const second = await cursors.next(id, 'test.rows', 2, 0);
    expect(second.documents.map(({ length }) => length)).toEqual([3, 4]);
    expect([idOf(second.cursor), cursors.size, closed]).toEqual([0n, 0, ['test.rows']]);
    await expect(cursors.next(id, 'test.rows', 2, 0)).rejects.toMatchObject({ code: 43 });
  });

  it('should keep a batch below 16 MB, but give at least one document', async () => {
    const mb = 1024 * 1024;
    const cursors = new Cursors(1_000);
    const first = await cursors.first(cursorOver([15 * mb, 2 * mb, 1], []), 100, false);
    expect(first.documents).toHaveLength(1);
    expect((await cursors.next(idOf(first.cursor), 'test.rows', 100, 0)).documents).toHaveLength(2);
  });

  it('should close cursors that were not read for too long, except those that have no timeout', async () => {
    const closed: string[] = [];
    const cursors = new Cursors(1_000);
    await cursors.first(cursorOver([1, 1, 1], closed, 'test.idle'), 1, false);
    await cursors.first(cursorOver([1, 1, 1], closed, 'test.kept', true), 1, false);
    cursors.expire(Date.now() + 900);
    expect(closed).toEqual([]);
    cursors.expire(Date.now() + 1_100);
    expect([closed, cursors.size]).toEqual([['test.idle'], 1]);
  });

  it('should not let a cursor be read or killed under the name of another collection', async () => {
    const cursors = new Cursors(1_000);
    const { cursor } = await cursors.first(cursorOver([1, 1], []), 1, false);
    await expect(cursors.next(idOf(cursor), 'test.other', 1, 0)).rejects.toMatchObject({ code: 13 });
    expect(cursors.kill(idOf(cursor), 'test.other')).toBe(false);
    expect(cursors.kill(idOf(cursor), 'test.rows')).toBe(true);
  });
});
