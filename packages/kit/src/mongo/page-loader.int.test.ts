import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@orrery/embedded-mongo';
import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertMissing } from './insert-missing.js';
import { loadManyByKey, loadOneByKey } from './key-loader.js';
import { findPage, loadCountsByKey, loadPagesByKey } from './page-loader.js';
import type { Page, PageOrder } from './page-query.js';

interface Row {
  _id: string;
  parent: string;
  rank: number;
  hidden?: boolean;
}

const byRank: PageOrder = {
  name: 'rows:rank',
  fields: [
    ['rank', -1],
    ['_id', 1],
  ],
};
const PARENTS = Array.from({ length: 50 }, (_, nth) => `parent-${nth}`);
const PER_PARENT = 7;

/** Parent by parent, ranks in pairs: every order has ties, which the id decides. */
const rows: Row[] = PARENTS.flatMap((parent) =>
  Array.from({ length: PER_PARENT }, (_, nth) => ({ _id: `${parent}/${nth}`, parent, rank: nth >> 1 })),
);
const expectedOf = (parent: string) =>
  rows.filter((row) => row.parent === parent).sort((a, b) => b.rank - a.rank || (a._id < b._id ? -1 : 1));

describe('loaders over a database', () => {
  let close: () => Promise<void>;
  let connection: Connection;
  let rowModel: Model<Row>;
  let commands: string[] = [];

  beforeAll(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'orrery-loaders-'));
    const server = await startServer({ dataDir, port: 0, fsync: false });
    connection = await mongoose
      .createConnection(server.uri, { dbName: 'loaders', monitorCommands: true })
      .asPromise();
    connection.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
    const schema = new Schema<Row>(
      { _id: String, parent: String, rank: Number, hidden: Boolean },
      { versionKey: false },
    );
    schema.index({ parent: 1, rank: -1, _id: 1 });
    rowModel = connection.model<Row>('Row', schema);
    await rowModel.init();
    close = async () => {
      await connection.close();
      await server.close();
      rmSync(dataDir, { recursive: true });
    };
  });

  afterAll(() => close());

  beforeEach(async () => {
    await rowModel.deleteMany({});
    await rowModel.insertMany(rows);
    commands = [];
  });

  it.each([5, 50])('should read the pages of %d parents in one aggregate', async (count) => {
    const loader = loadPagesByKey(rowModel, 'parent', { order: byRank });
    const parents = PARENTS.slice(0, count);
    const pages = await loader.loadMany(parents.map((key) => ({ key, first: 3 })));
    expect(commands).toEqual(['aggregate']);
    const ids = pages.map((page) => (page as Page<Row>).nodes.map(({ _id }) => _id));
    expect(ids).toEqual(
      parents.map((parent) =>
        expectedOf(parent)
          .slice(0, 3)
          .map(({ _id }) => _id),
      ),
    );
  });

  it('should read different pages of different parents in one aggregate, and equal ones once', async () => {
    const loader = loadPagesByKey(rowModel, 'parent', { order: byRank });
    const first = await loader.load({ key: 'parent-1', first: 3 });
    const after = first.cursorOf(first.nodes[2] as Row);
    commands = [];
    const [rest, other, again, none] = await Promise.all([
      loader.load({ key: 'parent-1', first: 100, after }),
      loader.load({ key: 'parent-2', first: 1 }),
      loader.load({ key: 'parent-1', first: 3 }),
      loader.load({ key: 'nobody', first: 3 }),
    ]);
    expect(commands).toEqual(['aggregate']);
    expect(rest.nodes.map(({ _id }) => _id)).toEqual(
      expectedOf('parent-1')
        .slice(3)
        .map(({ _id }) => _id),
    );
    expect(rest).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(other.nodes).toHaveLength(1);
    expect(again).toBe(first);
    expect(none).toMatchObject({ nodes: [], hasNextPage: false, hasPreviousPage: false });
  });

  it('should page without loss or repetition while rows come and go', async () => {
    const order = byRank;
    const seen: string[] = [];
    let after: string | undefined;
    for (let turn = 0; ; turn++) {
      const page: Page<Row> = await findPage(rowModel, { parent: 'parent-3' }, order, { first: 2, after });
      seen.push(...page.nodes.map(({ _id }) => _id));
      if (!page.hasNextPage) break;
      after = page.cursorOf(page.nodes.at(-1) as Row);
      await rowModel.create({ _id: `parent-3/new-${turn}`, parent: 'parent-3', rank: 100 + turn });
      await rowModel.deleteOne({ _id: seen[0] }); // the row that earlier cursors began with
    }
    expect(seen).toEqual(expectedOf('parent-3').map(({ _id }) => _id));
  });

  it('should give the same pages to one parent and to the whole collection', async () => {
    const whole = await findPage(rowModel, { parent: 'parent-4' }, byRank, { first: 100 });
    const one = await loadPagesByKey(rowModel, 'parent', { order: byRank }).load({
      key: 'parent-4',
      first: 100,
    });
    expect(one.nodes.map(({ _id }) => _id)).toEqual(whole.nodes.map(({ _id }) => _id));
    expect(one.cursorOf(one.nodes[0] as Row)).toBe(whole.cursorOf(whole.nodes[0] as Row));
  });

  it('should refuse the page behind a foreign cursor, and answer the others of its batch', async () => {
    const loader = loadPagesByKey(rowModel, 'parent', { order: byRank });
    const [good, bad] = await Promise.allSettled([
      loader.load({ key: 'parent-1', first: 1 }),
      loader.load({ key: 'parent-2', first: 1, after: 'forged' }),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'BAD_USER_INPUT' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { hasNextPage: true } });
  });

  it('should count the children of 50 parents in one aggregate, none for a parent without', async () => {
    const counts = await loadCountsByKey(rowModel, 'parent').loadMany([...PARENTS, 'nobody']);
    expect(counts).toEqual([...PARENTS.map(() => PER_PARENT), 0]);
    expect(commands).toEqual(['aggregate']);
  });

  it('should load documents by key in the order of the keys, null for absent, in one find', async () => {
    const found = await loadOneByKey(rowModel, '_id').loadMany([
      'parent-9/1',
      'nothing',
      'parent-0/0',
      'parent-9/1',
    ]);
    expect(found.map((row) => (row as Row | null)?._id)).toEqual([
      'parent-9/1',
      undefined,
      'parent-0/0',
      'parent-9/1',
    ]);
    expect(found[1]).toBeNull();
    expect(commands).toEqual(['find']);
  });

  it('should load what the caller may not see as absent', async () => {
    await rowModel.updateOne({ _id: 'parent-0/0' }, { hidden: true });
    const visible = ({ hidden }: Row) => !hidden;
    const one = loadOneByKey(rowModel, '_id', { visible });
    expect(await one.load('parent-0/0')).toBeNull();
    expect(await one.load('parent-0/1')).toMatchObject({ _id: 'parent-0/1' });
    const many = loadManyByKey(rowModel, 'parent', { visible, sort: { _id: 1 } });
    const [list, none] = await Promise.all([many.load('parent-0'), many.load('nobody')]);
    expect(list.map(({ _id }) => _id)).toEqual(
      expectedOf('parent-0')
        .map(({ _id }) => _id)
        .sort()
        .slice(1),
    );
    expect(none).toEqual([]);
  });

  it('should insert what is missing, and leave what is there as it is', async () => {
    await rowModel.deleteOne({ _id: 'parent-0/0' });
    await rowModel.updateOne({ _id: 'parent-0/1' }, { rank: 77 });
    expect(await insertMissing(rowModel, rows)).toBe(1);
    expect(await insertMissing(rowModel, rows)).toBe(0);
    expect(await rowModel.findById('parent-0/1').lean()).toMatchObject({ rank: 77 });
    expect(await rowModel.countDocuments()).toBe(rows.length);
  });
});
