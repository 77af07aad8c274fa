import { CommandError } from '../errors.js';
import { hasOperatorKey, isRegex } from '../matcher/index.js';
import { type Document, isDocument, own, put } from '../types.js';

function equalities(filter: Document, into: [string, unknown][]): void {
  for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
    if (name === '$and') for (const part of operand as Document[]) equalities(part, into);
    else if (name === '$or') {
      if ((operand as Document[]).length === 1) equalities((operand as Document[])[0]!, into);
    } else if (!name.startsWith('$')) fieldEqualities(name, operand, into);
  }
}

function fieldEqualities(path: string, operand: unknown, into: [string, unknown][]): void {
  if (isRegex(operand)) return;
  if (!hasOperatorKey(operand)) {
    into.push([path, operand]);
    return;
  }
  for (const [name, value] of Object.entries(operand) as [string, unknown][]) {
    if (name === '$eq') into.push([path, value]);
    const single = (name === '$in' || name === '$all') && Array.isArray(value) && value.length === 1;
    if (single && !isRegex(value[0]) && !hasOperatorKey(value[0])) into.push([path, value[0]]);
  }
}

function place(document: Document, path: string, value: unknown): void {
  const steps = path.split('.');
  let current = document;
  steps.slice(0, -1).forEach((step, at) => {
    const inner = own(current, step);
    if (inner !== undefined && !isDocument(inner)) throw twice(steps.slice(0, at + 1).join('.'));
    const next = isDocument(inner) ? inner : {};
    if (inner === undefined) put(current, step, next);
    current = next;
  });
  if (Object.hasOwn(current, steps.at(-1)!)) throw twice(path);
  put(current, steps.at(-1)!, value);
}

function twice(path: string): CommandError {
  return new CommandError(
    'NotSingleValueField',
    `cannot infer query fields to set, path '${path}' is matched twice`,
  );
}

/**
 * The document that an upsert starts from: the fields that the filter fixes to one value.
 * Code 54 when it fixes one field twice.
 */
export function upsertBase(filter: Document): Document {
  const found: [string, unknown][] = [];
  equalities(filter, found);
  const base: Document = {};
  for (const [path, value] of found) place(base, path, copyOf(value));
  return base;
}

/** Sub-documents are copied, because a later equality may add a field to one. */
function copyOf(value: unknown): unknown {
  return isDocument(value) ? { ...value } : value;
}
