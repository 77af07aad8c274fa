import { CommandError } from '../errors.js';
import { compileFilter, isRegex, typeName } from '../matcher/index.js';
import { type Document, isDocument } from '../types.js';
import { show } from './describe.js';
import { isCondition, MODIFIERS, type ModifierTools } from './modifiers.js';
import { compareSteps, PathConflicts, splitUpdatePath } from './paths.js';
import { parseRename, type Rename, renameChanges } from './rename.js';
import { applyChange, type PathChange, type UpdateContext } from './target.js';

interface Clock {
  now: () => Date;
}

type Step =
  | { readonly steps: readonly string[]; readonly change: PathChange; readonly onlyInsert: boolean }
  | { readonly steps: readonly string[]; readonly rename: Rename };

/** Tests one element against a `$pull` operand: a value, a condition on the element or on its fields. */
function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isCondition(operand) || isRegex(operand)) {
    const matcher = compileFilter({ element: operand });
    return (element) => matcher.matches({ element });
  }
  if (isDocument(operand)) {
    const matcher = compileFilter(operand);
    return (element) => isDocument(element) && matcher.matches(element);
  }
  const matcher = compileFilter({ element: { $eq: operand } });
  // a plain value removes equal elements only, not arrays that hold it
  return (element) => (!Array.isArray(element) || Array.isArray(operand)) && matcher.matches({ element });
}

function parseStep(name: string, path: string, operand: unknown, tools: ModifierTools): Step {
  if (name === '$rename') {
    const rename = parseRename(path, operand);
    return { steps: rename.to, rename };
  }
  const steps = splitUpdatePath(path);
  const modifier = MODIFIERS[name]!(operand, path, tools);
  return { steps, change: { steps, ...modifier }, onlyInsert: name === '$setOnInsert' };
}

function parseSteps(update: Document, tools: ModifierTools): Step[] {
  const conflicts = new PathConflicts();
  const steps: Step[] = [];
  for (const [name, fields] of Object.entries(update) as [string, unknown][]) {
    if (name !== '$rename' && !Object.hasOwn(MODIFIERS, name)) {
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(fields)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. ` +
          `For example: {$mod: {<field>: ...}} not {${name}: ${show(fields)}}`,
      );
    }
    for (const [path, operand] of Object.entries(fields) as [string, unknown][]) {
      const step = parseStep(name, path, operand, tools);
      if ('rename' in step) conflicts.claim(step.rename.from);
      conflicts.claim(step.steps);
      steps.push(step);
    }
  }
  return steps.sort((a, b) => compareSteps(a.steps, b.steps));
}

/** The tests of `$[name]`, from `arrayFilters`; code 9 for one that the update does not use. */
class ArrayFilters {
  private readonly tests = new Map<string, (element: unknown) => boolean>();

  constructor(filters: readonly Document[], update: Document, steps: readonly Step[]) {
    for (const filter of filters) {
      const matcher = compileFilter(filter);
      const name = filterName(filter);
      if (this.tests.has(name)) {
        throw new CommandError(
          'FailedToParse',
          `Found multiple array filters with the same top-level field name ${name}`,
        );
      }
      this.tests.set(name, (element) => matcher.matches({ [name]: element }));
    }
    const used = new Set(steps.flatMap((step) => step.steps));
    for (const name of this.tests.keys()) {
      if (!used.has(`$[${name}]`)) {
        throw new CommandError(
          'FailedToParse',
          `The array filter for identifier '${name}' was not used in the update ${show(update)}`,
        );
      }
    }
    for (const step of steps) this.checkIdentifiers(step.steps);
  }

  private checkIdentifiers(steps: readonly string[]): void {
    for (const step of steps) {
      const name = /^\$\[(\w+)\]$/.exec(step)?.[1];
      if (name !== undefined && !this.tests.has(name)) {
        throw new CommandError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${steps.join('.')}'`,
        );
      }
    }
  }

  readonly test = (name: string) => this.tests.get(name) ?? (() => false);
}

function filterName(filter: Document): string {
  const names = new Set<string>();
  const collect = (part: Document): void => {
    for (const [key, value] of Object.entries(part) as [string, unknown][]) {
      if (key === '$expr') {
        throw new CommandError('QueryFeatureNotAllowed', '$expr is not allowed in this context');
      }
      if (key.startsWith('$') && Array.isArray(value)) {
        for (const inner of value as unknown[]) if (isDocument(inner)) collect(inner);
      } else if (!key.startsWith('$')) names.add(key.split('.')[0]!);
    }
  };
  collect(filter);
  const [name, second] = names;
  if (name === undefined || second !== undefined) {
    throw new CommandError(
      'FailedToParse',
      name === undefined
        ? 'Cannot use an expression without a top-level field name in arrayFilters'
        : `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${second}'`,
    );
  }
  if (!/^[a-z]\w*$/.test(name)) {
    throw new CommandError(
      'BadValue',
      `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    );
  }
  return name;
}

/** Applies operators to a document, in the order of their paths. */
export type ApplyOperators = (
  document: Document,
  context: { isInsert: boolean; arrayIndex?: number | undefined; now: Date },
) => Document;

/** Compiles an update made of operators such as `{ $set: ..., $inc: ... }`. */
export function compileOperators(update: Document, arrayFilters: readonly Document[]): ApplyOperators {
  const clock: Clock = { now: () => new Date() };
  const steps = parseSteps(update, { elementTest: pullTest, now: () => clock.now() });
  const filters = new ArrayFilters(arrayFilters, update, steps);
  return (document, { isInsert, arrayIndex, now }) => {
    clock.now = () => now;
    let result = document;
    for (const step of steps) {
      const context: UpdateContext = { root: document, isInsert, arrayIndex, elementTest: filters.test };
      if ('rename' in step) {
        for (const change of renameChanges(result, step.rename))
          result = applyChange(result, change, context);
      } else if (isInsert || !step.onlyInsert) result = applyChange(result, step.change, context);
    }
    return result;
  };
}
