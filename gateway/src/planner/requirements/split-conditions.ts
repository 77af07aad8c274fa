import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { type ConditionsByPlace, conditionsByPlace, placeOf } from './field-conditions.js';
import { fieldsNamed } from './field-sets.js';
import { mapPlan } from './map-plan.js';
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
  const conditions = conditionsByPlace(plan, facts);
  if (conditions.size === 0) return plan;
  const splitting = new Splitting(facts, conditions);
  return mapPlan(plan, (fetch, path) => nodeOfParts(splitting.partsOf(fetch, path)));
}

type Path = readonly (string | number)[];

/** A field that is asked of entities. */
interface AskedField {
  readonly field: FieldNode;
  readonly type: string;
  readonly needs: SelectionSetNode | undefined;
}

class Splitting {
  constructor(
    readonly facts: SupergraphFacts,
    readonly conditions: ConditionsByPlace,
  ) {}

  partsOf(fetch: FetchNode, path: Path): FetchNode[] {
    const { serviceName: subgraph, requires } = fetch;
    if (!requires) return [fetch];
    const operation = openedOperation(fetch.operation);
    const asked = operation.selectionSet.selections.flatMap((root) =>
      root.kind === Kind.FIELD && root.selectionSet ? this.#askedIn(root.selectionSet, '', subgraph) : [],
    );
    const groups = this.#groupsOf(asked, path);
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

  #groupsOf(asked: readonly AskedField[], path: Path): AskedField[][] {
    const groups = new Map<string, AskedField[]>();
    for (const one of asked) {
      const deciding = new Set<string>();
      if (one.needs) this.#addDeciding(one.needs, one.type, path, deciding);
      const key = [...deciding].sort().join();
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return [...groups.values()];
  }

  #addDeciding({ selections }: SelectionSetNode, type: string, path: Path, deciding: Set<string>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#addDeciding(
          selection.selectionSet,
          selection.typeCondition?.name.value ?? type,
          path,
          deciding,
        );
      } else if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const at = [...path, name];
        const found = this.conditions.get(placeOf(at));
        const isCertain = [...(found?.certain ?? [])].some(
          (one) => one === type || this.facts.get(one)?.isInterface,
        );
        if (found && !isCertain) for (const condition of found.conditions) deciding.add(condition);
        const below = this.facts.get(type)?.fields.get(name)?.type ?? '';
        if (selection.selectionSet) this.#addDeciding(selection.selectionSet, below, at, deciding);
      }
    }
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
