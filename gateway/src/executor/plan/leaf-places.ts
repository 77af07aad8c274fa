import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { openedOperation } from '../../planner/requirements/opened-operation.js';
import type { FetchStep, LeafPlace, Step } from './compiled-plan.js';
import { fetchStepsOf } from './fetch-steps.js';

/**
 * Finds the places of entities that come with nothing but leaves, as keys do: objects there that are equal stay so, whatever is
 * fetched for them afterwards, because one fetch alone brought them and each further one brings the same to equal ones.
 * Each fetch about such objects is told of their `place`.
 * @param before the fetch whose answer is there when the step begins. @default there is nothing
 */
export function findLeafPlaces(step: Step, before?: FetchStep): void {
  const steps = [...fetchStepsOf(step), ...fetchStepsOf(before)];
  const byPath = new Map<string, FetchStep[]>();
  for (const one of steps) {
    if (!one.representation || one.isCopied || !one.path.includes('@')) continue;
    const path = one.path.join('.');
    byPath.set(path, [...(byPath.get(path) ?? []), one]);
  }
  if (byPath.size === 0 || steps.some(({ rewriteOutput }) => rewriteOutput)) return;
  const answers = new Map<FetchStep, readonly SelectionSetNode[]>();
  for (const about of byPath.values()) {
    const { path } = about[0] as FetchStep;
    const brought = steps.flatMap((one) => {
      const isBefore = one.path.length < path.length || !one.representation;
      if (!isBefore || one.path.some((part, i) => part !== path[i])) return [];
      const answer = answers.get(one) ?? answerOf(one);
      answers.set(one, answer);
      const fields = fieldsAt(answer, path.slice(one.path.length));
      return fields.length > 0 ? [fields] : [];
    });
    const place = brought.length === 1 ? placeOf(brought[0] ?? []) : undefined;
    for (const one of about) one.place = place;
  }
}

// What a fetch brings to each of its objects.
function answerOf({ operation, representation }: FetchStep): readonly SelectionSetNode[] {
  const { selectionSet } = openedOperation(operation);
  return representation ? setsBelow([selectionSet], '_entities') : [selectionSet];
}

function fieldsAt(sets: readonly SelectionSetNode[], path: readonly (string | number)[]): FieldNode[] {
  let at = sets;
  for (const part of path) if (part !== '@') at = setsBelow(at, part);
  return at.flatMap(fieldsOf);
}

function setsBelow(sets: readonly SelectionSetNode[], name: string | number): SelectionSetNode[] {
  return sets
    .flatMap(fieldsOf)
    .flatMap((field) => (field.selectionSet && responseName(field) === name ? [field.selectionSet] : []));
}

function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

function placeOf(fields: readonly FieldNode[]): LeafPlace | undefined {
  const names = [...new Set(fields.map(responseName))];
  const isPlain =
    fields.every((field) => !field.selectionSet) && !names.some((name) => name in Object.prototype);
  return isPlain ? { names } : undefined;
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
