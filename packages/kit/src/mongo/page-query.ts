import { type CursorValue, decodeCursor, encodeCursor } from '../graphql/cursor.js';
import type { PageRequest } from '../graphql/page-args.js';
import type { Filter } from './key-loader.js';

/**
 * A total order over a collection: its name (cursors are bound to it) and the fields sorted by, the last of them
 * unique. All fields are present and never null in every document.
 */
export interface PageOrder {
  readonly name: string;
  readonly fields: readonly (readonly [path: string, direction: 1 | -1])[];
}

/** One page of documents in an order. */
export interface Page<Doc> {
  readonly nodes: readonly Doc[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursorOf(document: Doc): string;
}

/** The filter, sort and limit that read one page: one document more than asked for, to know whether there is a next page. */
export interface PageQuery {
  readonly filter: Filter;
  readonly sort: Record<string, 1 | -1>;
  readonly limit: number;
}

/** Plans the read of a page. @throws RequestError BAD_USER_INPUT for a cursor that is not of this order. */
export function planPage(filter: Filter, order: PageOrder, request: PageRequest): PageQuery {
  const after = request.after === undefined ? undefined : decodeCursor(request.after, order.name).key;
  return {
    filter: after ? { $and: [filter, afterKey(order, after)] } : filter,
    sort: Object.fromEntries(order.fields),
    limit: request.first + 1,
  };
}

/** Makes the page of the documents that a planned read found. */
export function pageOf<Doc>(found: readonly Doc[], order: PageOrder, request: PageRequest): Page<Doc> {
  return {
    nodes: found.slice(0, request.first),
    hasNextPage: found.length > request.first,
    hasPreviousPage: request.after !== undefined,
    cursorOf: (document) =>
      encodeCursor({
        order: order.name,
        key: order.fields.map(([path]) => valueAt(document, path)),
      }),
  };
}

// Rows behind `key` in a lexicographic order: (a > x) or (a = x and b > y) or ...
// The first field's bound is stated once more outside the $or, so that an index on it is used.
function afterKey(order: PageOrder, key: readonly CursorValue[]): Filter {
  const branches = order.fields.map(([path, direction], i) => {
    const equal = order.fields.slice(0, i).map(([earlier], j) => [earlier, key[j]]);
    return { ...Object.fromEntries(equal), [path]: { [direction === 1 ? '$gt' : '$lt']: key[i] } };
  });
  const [first] = order.fields;
  if (!first) throw new Error(`the order ${order.name} has no fields`);
  return { [first[0]]: { [first[1] === 1 ? '$gte' : '$lte']: key[0] }, $or: branches };
}

function valueAt(document: unknown, path: string): CursorValue {
  let value = document;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  if (value === undefined || value === null) throw new Error(`a document has no ${path} to page by`);
  return value as CursorValue;
}
