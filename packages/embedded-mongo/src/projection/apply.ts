import { CommandError } from '../errors.js';
import { type CompileCondition, compileWith } from '../matcher/compile.js';
import { hasOperatorKey, type Matcher } from '../matcher/index.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument, own, put } from '../types.js';
import { isNode, type Leaf, type Projection, type ProjectionNode } from './parse.js';

/** Computes an expression of a projection for a document; `undefined` leaves the field out. */
export type Compute = (document: Document) => unknown;

/** What a projection needs from other rooms. */
export interface ProjectionTools {
  readonly compileExpression: ((expression: unknown) => Compute) | undefined;
  readonly compileCondition: CompileCondition | undefined;
  readonly matcher: Matcher | undefined;
}

interface Addition {
  readonly steps: readonly string[];
  readonly compute: Compute;
}

function inclusion(node: ProjectionNode, document: Document, keepId: boolean): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document) as [string, unknown][]) {
    const entry = node.fields.get(key);
    if (entry === undefined) {
      if (keepId && key === '_id') result._id = value;
    } else if (isNode(entry)) {
      const inner = includeInside(entry, value);
      if (inner !== undefined) put(result, key, inner);
    } else if (entry.kind !== 'exclude' && entry.kind !== 'computed' && entry.kind !== 'elemMatch') {
      put(result, key, value);
    }
  }
  return result;
}

function includeInside(node: ProjectionNode, value: unknown): unknown {
  if (isDocument(value)) return inclusion(node, value, false);
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[]).map((item) => includeInside(node, item)).filter((item) => item !== undefined);
}

function exclusion(node: ProjectionNode, document: Document): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document) as [string, unknown][]) {
    const entry = node.fields.get(key);
    if (entry === undefined) put(result, key, value);
    else if (isNode(entry)) put(result, key, excludeInside(entry, value));
    else if (entry.kind !== 'exclude') put(result, key, value);
  }
  return result;
}

function excludeInside(node: ProjectionNode, value: unknown): unknown {
  if (isDocument(value)) return exclusion(node, value);
  return Array.isArray(value) ? (value as unknown[]).map((item) => excludeInside(node, item)) : value;
}

function sliceOf(array: readonly unknown[], operand: unknown): unknown[] {
  if (!Array.isArray(operand)) {
    const count = Math.trunc(toDouble(operand as number));
    return count < 0 ? array.slice(count) : array.slice(0, count);
  }
  const [skip, limit] = operand.map((part) => Math.trunc(isNumber(part) ? toDouble(part) : 0)) as [
    number,
    number,
  ];
  if (limit <= 0) throw new CommandError('Location28724', 'First argument to $slice must be positive');
  const start = skip < 0 ? Math.max(0, array.length + skip) : skip;
  return array.slice(start, start + limit);
}

/** Replaces the value at a path, in each document of an array on the way; nothing is created. */
function replaceAt(
  value: unknown,
  steps: readonly string[],
  at: number,
  change: (value: unknown) => unknown,
): unknown {
  if (at === steps.length) return change(value);
  if (Array.isArray(value)) return (value as unknown[]).map((item) => replaceAt(item, steps, at, change));
  const step = steps[at]!;
  if (!isDocument(value) || !Object.hasOwn(value, step)) return value;
  const copy = { ...value };
  put(copy, step, replaceAt(own(value, step), steps, at + 1, change));
  return copy;
}

/** Sets the value at a path, creating sub-documents on the way, in each element of an array on the way. */
export function setAt(container: unknown, steps: readonly string[], at: number, value: unknown): unknown {
  if (at === steps.length) return value;
  if (Array.isArray(container)) return (container as unknown[]).map((item) => setAt(item, steps, at, value));
  const copy: Document = isDocument(container) ? { ...container } : {};
  put(copy, steps[at]!, setAt(own(copy, steps[at]!), steps, at + 1, value));
  return copy;
}

function removeAt(container: unknown, steps: readonly string[], at: number): unknown {
  if (Array.isArray(container)) return (container as unknown[]).map((item) => removeAt(item, steps, at));
  const step = steps[at]!;
  if (!isDocument(container) || !Object.hasOwn(container, step)) return container;
  const copy: Document = { ...container };
  if (at === steps.length - 1) delete copy[step];
  else put(copy, step, removeAt(own(container, step), steps, at + 1));
  return copy;
}

function elementTest(operand: unknown, tools: ProjectionTools): (element: unknown) => boolean {
  if (!isDocument(operand)) {
    throw new CommandError('Location31274', 'elemMatch: Invalid argument, object required');
  }
  if (hasOperatorKey(operand) && !/^\$(and|or|nor)$/.test(Object.keys(operand)[0]!)) {
    const matcher = compileWith({ element: { $elemMatch: operand } }, tools.compileCondition);
    return (element) => matcher.matches({ element: [element] });
  }
  const matcher = compileWith(operand, tools.compileCondition);
  return (element) => isDocument(element) && matcher.matches(element);
}

class ProjectionCompiler {
  private readonly edits: ((result: Document, source: Document) => Document)[] = [];
  private readonly additions: Addition[] = [];

  constructor(private readonly tools: ProjectionTools) {}

  collect(node: ProjectionNode, prefix: readonly string[]): void {
    for (const [key, entry] of node.fields) {
      const steps = [...prefix, key];
      if (isNode(entry)) this.collect(entry, steps);
      else this.leaf(steps, entry);
    }
  }

  private leaf(steps: readonly string[], leaf: Leaf): void {
    if (leaf.kind === 'slice') {
      this.edits.push((result) => {
        const cut = (value: unknown) => (Array.isArray(value) ? sliceOf(value, leaf.operand) : value);
        return replaceAt(result, steps, 0, cut) as Document;
      });
    } else if (leaf.kind === 'positional')
      this.edits.push((result, source) => this.positional(steps, result, source));
    else if (leaf.kind === 'elemMatch') {
      const test = elementTest(leaf.operand, this.tools);
      const first = (document: Document) => {
        const value = steps.reduce<unknown>(
          (at, step) => (isDocument(at) ? own(at, step) : undefined),
          document,
        );
        const found = Array.isArray(value) ? value.findIndex(test) : -1;
        return found < 0 ? undefined : [(value as unknown[])[found]];
      };
      this.additions.push({ steps, compute: first });
    } else if (leaf.kind === 'computed')
      this.additions.push({ steps, compute: this.expression(leaf.expression) });
  }

  private expression(expression: unknown): Compute {
    if (!this.tools.compileExpression) {
      throw new CommandError('BadValue', 'expressions are not supported in this projection');
    }
    return this.tools.compileExpression(expression);
  }

  private positional(steps: readonly string[], result: Document, source: Document): Document {
    const index = this.tools.matcher?.arrayIndex(source);
    if (index === undefined) {
      throw new CommandError(
        'Location51246',
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    const pick = (value: unknown) => (Array.isArray(value) ? value.slice(index, index + 1) : value);
    return replaceAt(result, steps, 0, pick) as Document;
  }

  apply(result: Document, source: Document): Document {
    let projected = result;
    for (const edit of this.edits) projected = edit(projected, source);
    for (const { steps, compute } of this.additions) {
      const value = compute(source);
      projected = (
        value === undefined ? removeAt(projected, steps, 0) : setAt(projected, steps, 0, value)
      ) as Document;
    }
    return projected;
  }
}

function hasExclusion(node: ProjectionNode): boolean {
  return [...node.fields.values()].some((entry) =>
    isNode(entry) ? hasExclusion(entry) : entry.kind === 'exclude',
  );
}

/** Turns a parsed projection into a function of a document; the document itself is not written to. */
export function buildProjection(
  projection: Projection,
  tools: ProjectionTools,
): (document: Document) => Document {
  const { root, inclusive } = projection;
  const compiler = new ProjectionCompiler(tools);
  compiler.collect(root, []);
  const keepId = !root.fields.has('_id');
  const excludes = hasExclusion(root);
  return (document) => {
    if (inclusive) return compiler.apply(inclusion(root, document, keepId), document);
    return compiler.apply(excludes ? exclusion(root, document) : document, document);
  };
}
