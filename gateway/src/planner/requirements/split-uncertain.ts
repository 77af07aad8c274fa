import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { fieldsNamed } from './field-sets.js';
import {
  type Condition,
  type FieldWay,
  fieldWays,
  placeOf,
  typeCondition,
  typeConditionOf,
  type WaysByPlace,
} from './field-ways.js';
import { type FetchPlace, mapPlan } from './map-plan.js';
import { openedOperation } from './opened-operation.js';
import { type FetchPart, nodeOfParts, partsOfFetch } from './part-of-fetch.js';
import { separateKeys } from './separate-keys.js';
import type { SupergraphFacts } from './supergraph-facts.js';

/**
 * Splits fetches of entities for fields that require what not every object has: @skip or @include left it out, or it is fetched
 * below objects of one type only. Without it no representation could be made, for none of the fetch's fields. Each part asks
 * for the fields whose requirements come to the same objects, of representations with what these require. The planner
 * does not tell it from the fields themselves: it makes one of all that it asks of a subgraph at one place.
 */
export function splitUncertain(plan: QueryPlan, facts: SupergraphFacts): QueryPlan {
  const splitting = new Splitting(facts, plan);
  return mapPlan(plan, (fetch, place) => nodeOfParts(splitting.partsOf(fetch, place)));
}

/** A field that is asked of entities. */
interface AskedField {
  readonly field: FieldNode;
  readonly type: string;
  readonly needs: SelectionSetNode | undefined;
}

class Splitting {
  #ways: WaysByPlace | undefined;

  constructor(
    readonly facts: SupergraphFacts,
    readonly plan: QueryPlan,
  ) {}

  partsOf(fetch: FetchNode, place: FetchPlace): FetchNode[] {
    const { serviceName: subgraph, requires } = fetch;
    if (!requires) return [fetch];
    const operation = openedOperation(fetch.operation);
    const asked = operation.selectionSet.selections.flatMap((root) =>
      root.kind === Kind.FIELD && root.selectionSet ? this.#askedIn(root.selectionSet, '', subgraph) : [],
    );
    const whole = [separateKeys(fetch, needsOf(asked), this.facts)];
    if (asked.length < 2 || asked.every(({ needs }) => needs === undefined)) return whole;
    const groups = this.#groupsOf(asked, place);
    if (groups.length < 2) return whole;
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
    return partsOfFetch(fetch, operation, parts).map((part, i) =>
      separateKeys(part, needsOf(groups[i] ?? []), this.facts),
    );
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

  #groupsOf(asked: readonly AskedField[], { path, conditions }: FetchPlace): AskedField[][] {
    this.#ways ??= fieldWays(this.plan, this.facts);
    const place = placeOf(path);
    const objects = this.#ways.get(place) ?? [new Set()];
    const groups = new Map<string, AskedField[]>();
    for (const one of asked) {
      const types = this.#objectTypes(one.type).map((type) => typeCondition(place, type));
      const held = objects.flatMap((way) =>
        types.map((type): FieldWay => new Set([...way, ...conditions, type])),
      );
      const uncertain = new Set<string>();
      if (one.needs) this.#addUncertain(one.needs, place, place, held, uncertain);
      const key = [...uncertain].sort().join();
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return [...groups.values()];
  }

  // The ways to what is not there for each of the objects that are `held`.
  #addUncertain(
    { selections }: SelectionSetNode,
    at: string,
    place: string,
    held: readonly FieldWay[],
    uncertain: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#addUncertain(selection.selectionSet, at, place, held, uncertain);
      } else if (selection.kind === Kind.FIELD) {
        const below = `${at} ${selection.name.value}`.trim();
        const ways = (this.#ways?.get(below) ?? []).map((way) => untypedBelow(way, place));
        const isCertain = held.every((have) => ways.some((way) => this.#holds(way, have)));
        if (!isCertain)
          uncertain.add(
            ways
              .map((way) => [...way].sort().join(' & '))
              .sort()
              .join(' | '),
          );
        if (selection.selectionSet) this.#addUncertain(selection.selectionSet, below, place, held, uncertain);
      }
    }
  }

  #holds(way: FieldWay, have: FieldWay): boolean {
    return [...way].every(
      (wanted) => have.has(wanted) || [...have].some((one) => this.#implies(one, wanted)),
    );
  }

  #implies(have: Condition, wanted: Condition): boolean {
    const [narrow, wide] = [typeConditionOf(have), typeConditionOf(wanted)];
    return (
      narrow !== undefined &&
      narrow.place === wide?.place &&
      this.facts.get(narrow.type)?.interfaces.has(wide.type) === true
    );
  }

  #objectTypes(type: string): string[] {
    if (!this.facts.get(type)?.isInterface) return [type];
    return [...this.facts].flatMap(([name, { isInterface, interfaces }]) =>
      !isInterface && interfaces.has(type) ? [name] : [],
    );
  }
}

// Objects in what is required may be of several types: each has its own fields, and all are required.
function untypedBelow(way: FieldWay, place: string): FieldWay {
  return new Set([...way].filter((condition) => !typeConditionOf(condition)?.place.startsWith(`${place} `)));
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
