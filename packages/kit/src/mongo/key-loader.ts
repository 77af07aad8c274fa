import DataLoader from 'dataloader';
import type { Model } from 'mongoose';

// Larger batches are split: one command's filter stays well under MongoDB's 16 MB.
const MAX_BATCH_SIZE = 1_000;

/**
 * How many rows a reply may bring: more than any read of a loader's has, so that one read is one call. The driver's own
 * 101 would make a second call of a long list.
 */
export const ROWS_PER_REPLY = 100_000;

/** A filter on one or more of a document's fields. */
export type Filter = Record<string, unknown>;

/** How a loader by key reads. */
export interface KeyLoaderOptions<Doc> {
  /** Restricts what is found, e.g. to documents that are not archived. */
  readonly filter?: Filter;
  /** Whether the request's caller may know of the document: others are as absent. */
  readonly visible?: (document: Doc) => boolean;
}

/**
 * A DataLoader from a unique field's value to its document: one result per key, in the keys' order, null for absent.
 * One `find` for all keys of one tick.
 */
export function loadOneByKey<Doc>(
  model: Model<Doc>,
  field: keyof Doc & string,
  options: KeyLoaderOptions<Doc> = {},
): DataLoader<string, Doc | null> {
  return new DataLoader<string, Doc | null>(
    async (keys) => {
      const found = await findByKeys(model, field, keys, options);
      const byKey = new Map(found.map((document) => [String(document[field]), document]));
      return keys.map((key) => byKey.get(key) ?? null);
    },
    { maxBatchSize: MAX_BATCH_SIZE },
  );
}

/**
 * A DataLoader from a field's value to all documents with it: one list per key, in the keys' order, empty for none,
 * each sorted by `sort`. For lists that are short by nature; long ones are read in pages.
 */
export function loadManyByKey<Doc>(
  model: Model<Doc>,
  field: keyof Doc & string,
  options: KeyLoaderOptions<Doc> & { readonly sort?: Record<string, 1 | -1> } = {},
): DataLoader<string, Doc[]> {
  return new DataLoader<string, Doc[]>(
    async (keys) => {
      const found = await findByKeys(model, field, keys, options, options.sort);
      const byKey = new Map<string, Doc[]>(keys.map((key) => [key, []]));
      for (const document of found) byKey.get(String(document[field]))?.push(document);
      return keys.map((key) => byKey.get(key) ?? []);
    },
    { maxBatchSize: MAX_BATCH_SIZE },
  );
}

async function findByKeys<Doc>(
  model: Model<Doc>,
  field: string,
  keys: readonly string[],
  options: KeyLoaderOptions<Doc>,
  sort: Record<string, 1 | -1> = {},
): Promise<Doc[]> {
  const filter = { ...options.filter, [field]: { $in: [...keys] } };
  const found = (await model
    .find(filter as never, null, { sort, batchSize: ROWS_PER_REPLY })
    .lean()) as Doc[];
  return options.visible ? found.filter(options.visible) : found;
}
