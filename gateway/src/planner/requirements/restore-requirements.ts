import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { FieldNeeds } from './field-needs.js';
import { mapPlan } from './map-plan.js';
import { nodeOfParts } from './part-of-fetch.js';
import type { RequiredUse } from './requirement-names.js';
import { splitFetch } from './split-fetch.js';

type Uses = ReadonlyMap<string, RequiredUse>;

/** A new field in a representation: where it is, in response names, and what stands there in the end. */
export interface RequiredPlace {
  readonly path: readonly string[];
  readonly realPath: string;
}

/**
 * Puts the real fields, with their arguments, in the place of those that {@link nameRequirements} made: under the new names in
 * responses, so that none meets another, and under their own in representations. A fetch whose representations would hold
 * one field with two different arguments becomes two.
 * @throws Error when it cannot be split
 */
export function restoreRequirements(plan: QueryPlan, uses: Uses, needs: FieldNeeds): QueryPlan {
  const restored = mapPlan(plan, (fetch) => nodeOfParts(restoreFetch(fetch, uses, needs)));
  const { node } = restored;
  if (node?.kind !== 'Subscription') return restored;
  const primary = { ...node.primary, operation: withArguments(node.primary.operation, uses) };
  return { ...restored, node: { ...node, primary } };
}

function restoreFetch(fetch: FetchNode, uses: Uses, needs: FieldNeeds): FetchNode[] {
  return splitFetch(fetch, (requires) => requiredPlaces(requires, uses), needs).map((part) => {
    const places = requiredPlaces(part.requires ?? [], uses);
    if (places.length === 0) return { ...part, operation: withArguments(part.operation, uses) };
    // The deepest first: the paths to them go through the new names of those above.
    const renames = [...places]
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ path }) => ({
        kind: 'KeyRenamer' as const,
        path: [...path],
        renameKeyTo: uses.get(path.at(-1) ?? '')?.field ?? '',
      }));
    return {
      ...part,
      operation: withArguments(part.operation, uses),
      inputRewrites: [...renames, ...(part.inputRewrites ?? [])],
    };
  });
}

/** Where representations hold new fields; of several types' fields at one place each is told once. */
function requiredPlaces(requires: readonly QueryPlanSelectionNode[], uses: Uses): RequiredPlace[] {
  const places = new Map<string, RequiredPlace>();
  const collect = (
    selections: readonly QueryPlanSelectionNode[],
    path: readonly string[],
    real: readonly string[],
  ) => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        collect(selection.selections, path, real);
        continue;
      }
      const name = selection.alias ?? selection.name;
      const use = uses.get(name);
      const [here, realHere] = [
        [...path, name],
        [...real, use?.field ?? name],
      ];
      if (use) places.set(here.join(' '), { path: here, realPath: realHere.join(' ') });
      if (selection.selections) collect(selection.selections, here, realHere);
    }
  };
  collect(requires, [], []);
  return [...places.values()];
}

function withArguments(operation: string, uses: Uses): string {
  if (![...uses.keys()].some((name) => operation.includes(name))) return operation;
  const document = visit(parse(operation, { noLocation: true }), {
    enter: (node): FieldNode | undefined => {
      if (node.kind !== Kind.FIELD) return undefined;
      const use = uses.get(node.name.value);
      return (
        use && {
          ...node,
          alias: node.alias ?? node.name,
          name: { kind: Kind.NAME, value: use.field },
          arguments: use.args,
        }
      );
    },
  });
  return stripIgnoredCharacters(print(document));
}
