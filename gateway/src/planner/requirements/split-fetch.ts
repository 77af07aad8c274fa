import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FieldNeeds } from './field-needs.js';
import { openedOperation } from './opened-operation.js';
import { partsOfFetch } from './part-of-fetch.js';
import type { RequiredPlace } from './restore-requirements.js';

type PlacesOf = (requires: readonly QueryPlanSelectionNode[]) => readonly RequiredPlace[];

/**
 * Splits a fetch of entities whose representations hold one real field under several new names: a representation has room
 * for one of them. Each part asks for the fields that need the same.
 * @throws Error when one field needs both
 */
export function splitFetch(fetch: FetchNode, placesOf: PlacesOf, needs: FieldNeeds): FetchNode[] {
  const rivals = rivalsIn(placesOf(fetch.requires ?? []));
  if (rivals.size === 0) return [fetch];
  const parts: Set<string>[] = [];
  const partOf = (wanted: ReadonlySet<string>): number => {
    const contested = [...wanted].filter((name) => rivals.has(name));
    const fits = (part: ReadonlySet<string>) =>
      contested.every((name) => [...(rivals.get(name) ?? [])].every((rival) => !part.has(rival)));
    const found = parts.findIndex(fits);
    const part = parts[found] ?? new Set<string>();
    if (found < 0) parts.push(part);
    for (const name of contested) part.add(name);
    return found < 0 ? parts.length - 1 : found;
  };
  const definition = openedOperation(fetch.operation);
  const places = new Map<SelectionNode, number>();
  const place = (set: SelectionSetNode, type: string) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        place(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      } else if (selection.kind === Kind.FIELD) {
        places.set(selection, partOf(needs(fetch.serviceName, type, selection.name.value)));
      }
    }
  };
  for (const root of definition.selectionSet.selections) {
    if (root.kind === Kind.FIELD && root.selectionSet) place(root.selectionSet, '');
  }
  return partsOfFetch(
    fetch,
    definition,
    parts.map((part, i) => {
      const unwanted = new Set([...rivals.keys()].filter((name) => !part.has(name)));
      return {
        belongs: (selection) => (places.get(selection) ?? i) === i,
        requires: without(fetch.requires ?? [], unwanted),
      };
    }),
  );
}

// New names of one real field at one place, for each the others.
function rivalsIn(places: readonly RequiredPlace[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { path, realPath } of places) {
    names.set(realPath, (names.get(realPath) ?? new Set()).add(path.at(-1) ?? ''));
  }
  const rivals = new Map<string, Set<string>>();
  for (const group of names.values()) {
    if (group.size < 2) continue;
    for (const name of group) {
      const others = rivals.get(name) ?? new Set();
      rivals.set(name, others);
      for (const other of group) if (other !== name) others.add(other);
    }
  }
  return rivals;
}

function without(
  selections: readonly QueryPlanSelectionNode[],
  names: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field' && names.has(selection.alias ?? selection.name)) return [];
    if (!selection.selections) return [selection];
    return [{ ...selection, selections: without(selection.selections, names) }];
  });
}
