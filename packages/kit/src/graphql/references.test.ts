import DataLoader from 'dataloader';
import { describe, expect, it } from 'vitest';
import { foreignEntity, ownedEntity } from './references.js';

function loadersOver(documents: readonly { _id: string; sku: string }[]) {
  const batches: (readonly string[])[] = [];
  const by = (field: '_id' | 'sku') =>
    new DataLoader<string, object | null>(async (keys) => {
      batches.push(keys);
      return keys.map((key) => documents.find((document) => document[field] === key) ?? null);
    });
  return { batches, loaders: { byId: by('_id'), bySku: by('sku') } };
}
type Loaders = ReturnType<typeof loadersOver>['loaders'];

const product = ownedEntity<Loaders>({ id: ({ byId }) => byId, sku: ({ bySku }) => bySku });
const documents = [
  { _id: 'p1', sku: 'S1' },
  { _id: 'p2', sku: 'S2' },
];

describe('ownedEntity', () => {
  it('should find entities by each of their keys, in one batch a key', async () => {
    const context = loadersOver(documents);
    const keys = [{ id: 'p1' }, { sku: 'S2' }, { id: 'p2' }, { id: 'nothing' }];
    const found = await Promise.all(
      keys.map((key) => product({ __typename: 'Product', ...key }, { loaders: context.loaders })),
    );
    expect(found).toEqual([
      { __typename: 'Product', ...documents[0] },
      { __typename: 'Product', ...documents[1] },
      { __typename: 'Product', ...documents[1] },
      null,
    ]);
    expect(context.batches).toEqual([['p1', 'p2', 'nothing'], ['S2']]);
  });

  it('should keep what @requires asked for, and never let it replace what is stored', async () => {
    const { loaders } = loadersOver(documents);
    const representation = { __typename: 'Product', id: 'p1', weight: 5, sku: 'forged' };
    expect(await product(representation, { loaders })).toEqual({
      __typename: 'Product',
      _id: 'p1',
      sku: 'S1',
      weight: 5,
    });
  });

  it.each([{}, { id: 5 }, { id: { $gt: '' } }, { id: null }, { other: 'p1' }])(
    'should answer null, and read nothing, for a representation without a key: %j',
    async (key) => {
      const { loaders, batches } = loadersOver(documents);
      expect(await product({ __typename: 'Product', ...key }, { loaders })).toBeNull();
      expect(batches).toEqual([]);
    },
  );
});

describe('foreignEntity', () => {
  it('should answer the representation itself', () => {
    const representation = { __typename: 'Product', id: 'p1', weight: 5 };
    expect(foreignEntity()(representation, { loaders: {} })).toBe(representation);
  });
});
