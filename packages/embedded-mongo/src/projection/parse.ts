import { isOperator } from '../aggregate/expression/compile.js';
import { CommandError } from '../errors.js';
import { truthy } from '../matcher/index.js';
import { isNumber } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';

/** What a projection says about one path. */
export type Leaf =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'positional' }
  | { readonly kind: 'slice'; readonly operand: unknown }
  | { readonly kind: 'elemMatch'; readonly operand: unknown }
  | { readonly kind: 'computed'; readonly expression: unknown };

/** A projection as a tree of field names. */
export interface ProjectionNode {
  readonly fields: Map<string, ProjectionNode | Leaf>;
}

/** True for an inner node. */
export function isNode(entry: ProjectionNode | Leaf): entry is ProjectionNode {
  return 'fields' in entry;
}

/** The parsed form of a projection. */
export interface Projection {
  readonly root: ProjectionNode;
  readonly inclusive: boolean;
}

/**
 * Where the projection stands: a find's has `$slice`, `$elemMatch` and the positional `$` of its own;
 * a `$set` stage computes every field, also from a number.
 */
export type ProjectionContext = 'find' | 'aggregate' | 'set';

/** What a find's projection has besides expressions. */
const OF_FIND = new Set(['$slice', '$elemMatch', '$meta']);

function newNode(): ProjectionNode {
  return { fields: new Map() };
}

class ProjectionParser {
  readonly root = newNode();
  /** undefined until a field other than `_id` decides. */
  inclusive: boolean | undefined;
  private idIncluded: boolean | undefined;

  constructor(private readonly context: ProjectionContext) {}

  parse(specification: Document): Projection {
    for (const [path, value] of Object.entries(specification) as [string, unknown][]) this.entry(path, value);
    const inclusive = this.inclusive ?? (this.idIncluded === undefined ? false : this.idIncluded);
    return { root: this.root, inclusive };
  }

  private entry(path: string, value: unknown): void {
    if (path === '')
      throw new CommandError('Location40352', 'FieldPath cannot be constructed with empty string');
    if (isDocument(value) && !this.isExpression(path, value)) {
      if (Object.keys(value).length === 0) {
        if (this.context === 'set') {
          this.leaf(path, { kind: 'computed', expression: value });
          return;
        }
        throw new CommandError(
          'Location51270',
          'An empty sub-projection is not a valid value. Found empty object at path',
        );
      }
      for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
        if (key.includes('.') && this.context !== 'find') {
          throw new CommandError(
            'Location40183',
            `FieldPath field names may not contain '.' in a sub-object: ${key}`,
          );
        }
        this.entry(`${path}.${key}`, inner);
      }
      return;
    }
    this.leaf(path, this.leafOf(path, value));
  }

  private isExpression(path: string, value: Document): boolean {
    const first = Object.keys(value)[0];
    if (first?.startsWith('$') !== true) return false;
    if (Object.keys(value).length > 1) {
      throw new CommandError(
        'FailedToParse',
        `Invalid $project :: caused by :: an expression specification must contain exactly one field, found several at '${path}'`,
      );
    }
    const known = isOperator(first) || (this.context === 'find' && OF_FIND.has(first));
    if (!known && this.context !== 'set') {
      throw new CommandError(
        'Location31325',
        `Invalid $project :: caused by :: Unknown expression ${first}: this server has no such expression`,
      );
    }
    return true;
  }

  private leafOf(path: string, value: unknown): Leaf {
    if (this.context === 'set') return { kind: 'computed', expression: value };
    if (typeof value === 'boolean' || isNumber(value)) {
      if (this.context === 'find' && path.endsWith('.$') && truthy(value)) return { kind: 'positional' };
      return truthy(value) ? { kind: 'include' } : { kind: 'exclude' };
    }
    if (isDocument(value) && this.context === 'find') {
      if (Object.hasOwn(value, '$slice')) return this.sliceLeaf(value.$slice);
      if (Object.hasOwn(value, '$elemMatch')) return { kind: 'elemMatch', operand: value.$elemMatch };
      if (Object.hasOwn(value, '$meta')) {
        throw new CommandError('BadValue', '$meta in a projection is not supported by this server');
      }
    }
    return { kind: 'computed', expression: value };
  }

  /** In a find, `$slice: n` and `$slice: [skip, n]` with numbers keep all other fields. */
  private sliceLeaf(operand: unknown): Leaf {
    const numbers = Array.isArray(operand)
      ? operand.length === 2 && operand.every(isNumber)
      : isNumber(operand);
    return numbers ? { kind: 'slice', operand } : { kind: 'computed', expression: { $slice: operand } };
  }

  private decide(path: string, inclusive: boolean): void {
    if (this.inclusive !== undefined && this.inclusive !== inclusive) {
      throw inclusive
        ? new CommandError('Location31253', `Cannot do inclusion on field ${path} in exclusion projection`)
        : new CommandError('Location31254', `Cannot do exclusion on field ${path} in inclusion projection`);
    }
    this.inclusive = inclusive;
  }

  private leaf(path: string, leaf: Leaf): void {
    if (leaf.kind === 'include' || leaf.kind === 'exclude') {
      if (path === '_id') this.idIncluded = leaf.kind === 'include';
      else this.decide(path, leaf.kind === 'include');
    } else if (leaf.kind !== 'slice' && path !== '_id') this.decide(path, this.context !== 'set');
    this.place(leaf.kind === 'positional' ? path.slice(0, -2) : path, leaf);
  }

  private place(path: string, leaf: Leaf): void {
    const steps = path.split('.');
    let node = this.root;
    for (const step of steps.slice(0, -1)) {
      checkStep(path, step);
      const inner = node.fields.get(step);
      if (inner && !isNode(inner)) throw collision(path);
      const next = inner ?? newNode();
      node.fields.set(step, next);
      node = next;
    }
    const last = steps.at(-1)!;
    checkStep(path, last);
    if (node.fields.has(last)) throw collision(path);
    node.fields.set(last, leaf);
  }
}

function checkStep(path: string, step: string): void {
  if (step === '')
    throw new CommandError('Location40353', `FieldPath '${path}' must not contain an empty field name`);
  if (step.startsWith('$')) {
    throw new CommandError(
      'Location16410',
      `FieldPath field names may not start with '$', found in '${path}'`,
    );
  }
}

function collision(path: string): CommandError {
  return new CommandError('Location31249', `Path collision at ${path}`);
}

/**
 * Reads a projection. `_id` is not decisive unless it stands alone.
 * @throws CommandError when inclusions and exclusions are mixed or two paths collide.
 */
export function parseProjection(specification: Document, context: ProjectionContext): Projection {
  return new ProjectionParser(context).parse(specification);
}
