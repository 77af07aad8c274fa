import { Int32 } from 'bson';
import { type Document, isDocument, own, put } from '../types.js';
import { identical } from '../updater/index.js';

/** How an update changed a document, as a change event tells it. Paths are dotted. */
export interface UpdateDescription {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: { field: string; newSize: Int32 }[];
}

function diffArrays(before: unknown[], after: unknown[], path: string, into: UpdateDescription): void {
  // a change of most items reads better as a new array than as a list of them
  const common = Math.min(before.length, after.length);
  const differing: number[] = [];
  for (let at = 0; at < common; at++) if (!identical(before[at], after[at])) differing.push(at);
  if (after.length > before.length && differing.length > 0) {
    put(into.updatedFields, path, after);
    return;
  }
  if (differing.length * 2 > common && common > 1) {
    put(into.updatedFields, path, after);
    return;
  }
  if (after.length < before.length)
    into.truncatedArrays.push({ field: path, newSize: new Int32(after.length) });
  for (const at of differing) diffValue(before[at], after[at], `${path}.${at}`, into);
  for (let at = common; at < after.length; at++) put(into.updatedFields, `${path}.${at}`, after[at]);
}

function diffValue(before: unknown, after: unknown, path: string, into: UpdateDescription): void {
  if (isDocument(before) && isDocument(after)) diffDocuments(before, after, `${path}.`, into);
  else if (Array.isArray(before) && Array.isArray(after)) diffArrays(before, after, path, into);
  else put(into.updatedFields, path, after);
}

function diffDocuments(before: Document, after: Document, prefix: string, into: UpdateDescription): void {
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) into.removedFields.push(`${prefix}${name}`);
  }
  for (const name of Object.keys(after)) {
    const old = own(before, name);
    const now = own(after, name);
    if (old === now || identical(old, now)) continue;
    if (Object.hasOwn(before, name)) diffValue(old, now, `${prefix}${name}`, into);
    else put(into.updatedFields, `${prefix}${name}`, now);
  }
}

/** The smallest description of how `before` became `after`. */
export function describeUpdate(before: Document, after: Document): UpdateDescription {
  const description: UpdateDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  diffDocuments(before, after, '', description);
  return description;
}
