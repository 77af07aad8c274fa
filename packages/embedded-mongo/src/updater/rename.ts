import { CommandError } from '../errors.js';
import { typeName } from '../matcher/index.js';
import { type Document, isDocument, own } from '../types.js';
import { splitUpdatePath } from './paths.js';
import { ABSENT, type PathChange } from './target.js';

/** One `$rename`: both paths are already checked. */
export interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Reads `{ $rename: { from: to } }`. */
export function parseRename(from: string, to: unknown): Rename {
  if (typeof to !== 'string') {
    throw new CommandError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${from}: ${typeName(to)}`,
    );
  }
  const rename = { from: splitUpdatePath(from), to: splitUpdatePath(to) };
  for (const [name, steps] of Object.entries(rename)) {
    if (steps.some((step) => step.startsWith('$'))) {
      const which = name === 'from' ? 'source' : 'destination';
      throw new CommandError(
        'BadValue',
        `The ${which} field for $rename may not be dynamic: ${steps.join('.')}`,
      );
    }
  }
  if (from === to) {
    throw new CommandError(
      'BadValue',
      `The source and target field for $rename must differ: ${from}: "${to}"`,
    );
  }
  return rename;
}

/** The value at a path of plain sub-documents; ABSENT when there is none. Arrays on the way are refused. */
function valueAt(document: Document, steps: readonly string[], role: string): unknown {
  let current: unknown = document;
  for (const step of steps) {
    if (Array.isArray(current)) {
      throw new CommandError(
        'BadValue',
        `The ${role} field cannot be an array element, '${steps.join('.')}'`,
      );
    }
    if (!isDocument(current) || !Object.hasOwn(current, step)) return ABSENT;
    current = own(current, step);
  }
  return current;
}

/** The two changes that make up a rename on this document; none when it lacks the field. */
export function renameChanges(document: Document, rename: Rename): PathChange[] {
  const value = valueAt(document, rename.from, 'source');
  if (value === ABSENT) return [];
  valueAt(document, rename.to, 'destination');
  return [
    { steps: rename.from, modify: () => ABSENT, creates: false },
    { steps: rename.to, modify: () => value, creates: true },
  ];
}
