import { CommandError } from '../errors.js';
import { isArrayIndex } from '../matcher/walk.js';
import { type Document, isDocument, own, put } from '../types.js';
import { show } from './describe.js';

/** No element: the field is missing. */
export const ABSENT: unique symbol = Symbol('absent');
/** The result of a modifier that leaves the field as it is. */
export const KEEP: unique symbol = Symbol('keep');

/** What a modifier makes of a field's value ({@link ABSENT} when missing): a value, ABSENT to remove it, or KEEP. */
export type Modify = (current: unknown, document: Document) => unknown;

/** What an update knows while it is applied to one document. */
export interface UpdateContext {
  readonly root: Document;
  readonly isInsert: boolean;
  /** For the positional `$`. */
  readonly arrayIndex: number | undefined;
  /** For `$[name]`: the test of an array element. */
  readonly elementTest: (name: string) => (element: unknown) => boolean;
}

/** One modifier on one path. */
export interface PathChange {
  readonly steps: readonly string[];
  readonly modify: Modify;
  /** False for modifiers that do nothing where the path does not exist ($unset, $pull, $pop, ...). */
  readonly creates: boolean;
}

const LONGEST_PADDING = 1_500_000;

function cannotCreate(step: string, name: string, container: unknown): CommandError {
  return new CommandError(
    'PathNotViable',
    `Cannot create field '${step}' in element {${name}: ${show(container)}}`,
  );
}

function notAnArray(name: string, value: unknown): CommandError {
  return new CommandError(
    'BadValue',
    `Cannot apply array updates to non-array element ${name}: ${show(value)}`,
  );
}

function positions(step: string, array: readonly unknown[], context: UpdateContext): number[] {
  if (step === '$') {
    if (context.arrayIndex === undefined) {
      throw new CommandError(
        'BadValue',
        'The positional operator did not find the match needed from the query.',
      );
    }
    return [context.arrayIndex];
  }
  if (step === '$[]') return array.map((_, index) => index);
  const test = context.elementTest(step.slice(2, -1));
  return array.flatMap((element, index) => (test(element) ? [index] : []));
}

function isFilterStep(step: string): boolean {
  return step.startsWith('$[');
}

class Change {
  constructor(
    private readonly change: PathChange,
    private readonly context: UpdateContext,
  ) {}

  /** The container's new version, or itself when nothing changed. */
  inside(container: unknown, at: number, name: string): unknown {
    if (Array.isArray(container)) return this.inArray(container, at, name);
    if (isDocument(container)) return this.inDocument(container, at, name);
    if (isFilterStep(this.change.steps[at]!)) throw notAnArray(name, container);
    if (!this.change.creates) return container;
    throw cannotCreate(this.change.steps[at]!, name, container);
  }

  private inDocument(document: Document, at: number, name: string): unknown {
    const step = this.change.steps[at]!;
    if (isFilterStep(step)) throw notAnArray(name, document);
    // the positional $ becomes a field name where the query matched an array elsewhere
    const field = step === '$' ? String(positions(step, [], this.context)[0]) : step;
    const current = Object.hasOwn(document, field) ? own(document, field) : ABSENT;
    const next = this.next(current, at, field);
    if (next === current) return document;
    const copy: Document = { ...document };
    if (next === ABSENT) delete copy[field];
    else put(copy, field, next);
    return copy;
  }

  private inArray(array: readonly unknown[], at: number, name: string): unknown {
    const step = this.change.steps[at]!;
    if (step === '$' || isFilterStep(step)) {
      let copy: unknown = array;
      for (const index of positions(step, array, this.context))
        copy = this.atIndex(copy as unknown[], index, at);
      return copy;
    }
    if (isArrayIndex(step)) return this.atIndex(array, Number(step), at);
    if (!this.change.creates) return array;
    throw cannotCreate(step, name, array);
  }

  private atIndex(array: readonly unknown[], index: number, at: number): readonly unknown[] {
    const current = index < array.length ? array[index] : ABSENT;
    const next = this.next(current, at, String(index));
    if (next === current) return array;
    if (index > array.length + LONGEST_PADDING) {
      throw new CommandError('BadValue', `Array index ${index} would add too many null elements`);
    }
    const copy = [...array];
    while (copy.length < index) copy.push(null);
    copy[index] = next === ABSENT ? null : next; // an array element that is unset becomes null
    return copy;
  }

  private next(current: unknown, at: number, name: string): unknown {
    const { steps, modify, creates } = this.change;
    if (at === steps.length - 1) {
      const result = modify(current, this.context.root);
      return result === KEEP ? current : result;
    }
    if (current !== ABSENT) return this.inside(current, at + 1, name);
    const following = steps[at + 1]!;
    if (isFilterStep(following)) {
      throw new CommandError(
        'BadValue',
        `The path '${steps.slice(0, at + 1).join('.')}' must exist in the document in order to apply array updates.`,
      );
    }
    if (!creates) return ABSENT;
    const created = this.inside({}, at + 1, name) as Document;
    return Object.keys(created).length === 0 ? ABSENT : created;
  }
}

/** Applies one change; the same reference comes back when nothing changed, and no part of it is written to. */
export function applyChange(document: Document, change: PathChange, context: UpdateContext): Document {
  return new Change(change, context).inside(document, 0, '') as Document;
}
