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
    const listed = Array.isArray(value) && (name === '$all' || (name === '$in' && value.length === 1));
    if (!listed) continue;
    for (const item of value as unknown[]) {
      if (!isRegex(item) && !hasOperatorKey(item)) into.push([path, item]);
    }
  }
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

function cannotInfer(reason: string): CommandError {
  return new CommandError('NotSingleValueField', `cannot infer query fields to set, ${reason}`);
}

function checkConflicts(found: readonly (readonly [string, unknown])[]): void {
  found.forEach(([path], at) => {
    for (const [earlier] of found.slice(0, at)) {
      if (path === earlier) throw cannotInfer(`path '${path}' is matched twice`);
      if (isWithin(path, earlier) || isWithin(earlier, path))
        throw cannotInfer(`both paths '${path}' and '${earlier}' are matched`);
    }
  });
}

function place(document: Document, path: string, value: unknown): void {
  const steps = path.split('.');
  let current = document;
  for (const step of steps.slice(0, -1)) {
    const inner = own(current, step);
    const next: Document = isDocument(inner) ? inner : {};
    if (next !== inner) put(current, step, next);
    current = next;
  }
  put(current, steps.at(-1)!, value);
}

/** The `_id` that a replacement is inserted with, if the filter fixes it whole. */
function idOnly(found: readonly (readonly [string, unknown])[]): Document {
  const ids = found.filter(([path]) => isWithin(path, '_id'));
  checkConflicts(ids);
  const [first] = ids;
  if (!first) return {};
  if (first[0] === '_id') return { _id: first[1] };
  throw new CommandError(
    'NotExactValueField',
    `field at '_id' must be exactly specified, field at sub-path '${first[0]}' found`,
  );
}

/**
 * The document that an upsert starts from: the fields that the filter fixes to one value, or only `_id` for a
 * replacement.
 * @throws CommandError when it fixes one field twice, or a field and a part of it
 */
export function upsertBase(filter: Document, isReplacement: boolean): Document {
  const found: [string, unknown][] = [];
  equalities(filter, found);
  if (isReplacement) return idOnly(found);
  checkConflicts(found);
  const base: Document = {};
  for (const [path, value] of found) place(base, path, value);
  return base;
}
