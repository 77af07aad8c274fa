import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { fieldWays, placeOf, type WaysByPlace } from './field-conditions.js';
import { fieldsNamed } from './field-sets.js';
import { type FetchPlace, mapPlan } from './map-plan.js';
import { openedOperation } from './opened-operation.js';
import { type FetchPart, nodeOfParts, partsOfFetch } from './part-of-fetch.js';
import type { SupergraphFacts } from './supergraph-facts.js';

/**
 * Splits fetches of entities for fields that require what @skip or @include may leave out: without it no representation could
 * be made, for none of the fetch's fields. Each part asks for the fields whose requirements are decided alike, of
 * representations with what these require. The planner does not tell it from the fields themselves: it forgets the
 * conditions of those that it fetches after what they require.
 */
export function splitConditions(plan: QueryPlan, facts: SupergraphFacts): QueryPlan {
  const ways = fieldWays(plan, facts);
  if (ways.size === 0) return plan;
  const splitting = new Splitting(facts, ways);
  return mapPlan(plan, (fetch, place) => nodeOfParts(splitting.partsOf(fetch, place)));
}

/** A field that is asked of entities. */
interface AskedField {
  readonly field: FieldNode;
  readonly type: string;
  readonly needs: SelectionSetNode | undefined;
}

class Splitting {
  constructor(
    readonly facts: SupergraphFacts,
    readonly ways: WaysByPlace,
  ) {}

  partsOf(fetch: FetchNode, place: FetchPlace): FetchNode[] {
    const { serviceName: subgraph, requires } = fetch;
    if (!requires) return [fetch];
    const operation = openedOperation(fetch.operation);
    const asked = operation.selectionSet.selections.flatMap((root) =>
      root.kind === Kind.FIELD && root.selectionSet ? this.#askedIn(root.selectionSet, '', subgraph) : [],
    );
    const groups = this.#groupsOf(asked, place);
    if (groups.length < 2) return [fetch];
    const parts = groups.map((group): FetchPart => {
      const rest = asked.filter((one) => !group.includes(one));
      const left = new Set<unknown>(rest.map(({ field }) => field));
      const keys = group.flatMap(({ type }) => this.facts.get(type)?.keys.get(subgraph) ?? []);
      const own = [...needsOf(group), ...keys.map(({ fields }) => fields)];
      return {
        belongs: (field) => !left.has(field),
        requires: withoutUnneeded(requires, own, needsOf(rest)),
      };
    });
    return partsOfFetch(fetch, operation, parts);
  }

  #askedIn(set: SelectionSetNode, type: string, subgraph: string): AskedField[] {
    return set.selections.flatMap((selection): AskedField[] => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        return this.#askedIn(selection.selectionSet, condition ?? type, subgraph);
      }
      if (selection.kind !== Kind.FIELD) return [];
      const needs = this.facts.get(type)?.fields.get(selection.name.value)?.requires.get(subgraph);
      return [{ field: selection, type, needs }];
    });
  }

  #groupsOf(asked: readonly AskedField[], place: FetchPlace): AskedField[][] {
    const groups = new Map<string, AskedField[]>();
    for (const one of asked) {
      const deciding = new Set<string>();
      if (one.needs) this.#addDeciding(one.needs, one.type, place, deciding);
      const key = [...deciding].sort().join();
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return [...groups.values()];
  }

  #addDeciding(
    { selections }: SelectionSetNode,
    type: string,
    place: FetchPlace,
    deciding: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = selection.typeCondition?.name.value ?? type;
        this.#addDeciding(selection.selectionSet, within, place, deciding);
      } else if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const below = { ...place, path: [...place.path, name] };
        for (const condition of this.#decidingOf(type, below)) deciding.add(condition);
        const belowType = this.facts.get(type)?.fields.get(name)?.type ?? '';
        if (selection.selectionSet) this.#addDeciding(selection.selectionSet, belowType, below, deciding);
      }
    }
  }

  // None where one way to the field is as certain as the fetch that requires it.
  #decidingOf(type: string, { path, conditions }: FetchPlace): string[] {
    const ways = (this.ways.get(placeOf(path)) ?? []).map((way) => ({
      type: way.type,
      left: [...way.conditions].filter((condition) => !conditions.includes(condition)),
    }));
    const isCertain = ways.some(
      (way) => way.left.length === 0 && (way.type === type || this.facts.get(way.type)?.isInterface),
    );
    return isCertain ? [] : ways.flatMap(({ left }) => (left.length > 0 ? [left.sort().join(' ')] : []));
  }
}

function needsOf(asked: readonly AskedField[]): SelectionSetNode[] {
  return asked.flatMap(({ needs }) => needs ?? []);
}

// What only other parts need goes.
function withoutUnneeded(
  selections: readonly QueryPlanSelectionNode[],
  own: readonly SelectionSetNode[],
  others: readonly SelectionSetNode[],
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === 'InlineFragment') {
      const selections = withoutUnneeded(selection.selections, own, others);
      const isEmptied = selections.length < selection.selections.length && !selections.some(isData);
      return isEmptied ? [] : [{ ...selection, selections }];
    }
    const ofOthers = others.flatMap((set) => fieldsNamed(set, selection.name));
    const ofOwn = own.flatMap((set) => fieldsNamed(set, selection.name));
    if (selection.name === '__typename' || ofOthers.length === 0) return [selection];
    if (ofOwn.length === 0) return [];
    if (!selection.selections) return [selection];
    const below = withoutUnneeded(selection.selections, setsOf(ofOwn), setsOf(ofOthers));
    return [{ ...selection, selections: below }];
  });
}

function isData(selection: QueryPlanSelectionNode): boolean {
  return selection.kind !== 'Field' || selection.name !== '__typename';
}

function setsOf(fields: readonly FieldNode[]): SelectionSetNode[] {
  return fields.flatMap(({ selectionSet }) => selectionSet ?? []);
}
