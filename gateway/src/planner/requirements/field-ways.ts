import type { ConditionNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, print, type SelectionSetNode } from 'graphql';
import { openedOperation } from './opened-operation.js';
import { narrowed, ROOT_TYPES, type SupergraphFacts } from './supergraph-facts.js';

/** One way in which a plan's fetches come to a field: what must hold on it; empty when nothing must. */
export type FieldWay = ReadonlySet<Condition>;

/** A text that tells @skip, @include and branches of a plan apart, or what type the object at a place must be of. */
export type Condition = string;

/** The ways to fields by place: the response names on the way to the field and its own, in one text. */
export type WaysByPlace = ReadonlyMap<string, readonly FieldWay[]>;

/** The text of a place: lists on the way do not count. */
export function placeOf(path: readonly (string | number)[]): string {
  return path.filter((part) => part !== '@').join(' ');
}

/** The condition that the object at a place is of a type. */
export function typeCondition(place: string, type: string): Condition {
  return `${place}: ${type}`;
}

/** The place and type of a condition of that kind. */
export function typeConditionOf(
  condition: Condition,
): { readonly place: string; readonly type: string } | undefined {
  const [, place, type] = /^([\w ]*): (\w+)$/.exec(condition) ?? [];
  return place === undefined || type === undefined ? undefined : { place, type };
}

/** Collects the ways to each field that a plan fetches. */
export function fieldWays({ node }: QueryPlan, facts: SupergraphFacts): WaysByPlace {
  const collection = new Collection(facts);
  if (node?.kind === 'Subscription') {
    collection.operation(node.primary.operation, [], []);
    if (node.rest) collection.node(node.rest, [], []);
  } else if (node) collection.node(node, [], []);
  return collection.found;
}

/** What the plan's own conditions around its children are called. */
export function branchNames({ condition }: ConditionNode): {
  readonly whenTrue: string;
  readonly whenFalse: string;
} {
  return { whenTrue: `$${condition}`, whenFalse: `!$${condition}` };
}

type Path = readonly (string | number)[];

class Collection {
  readonly found = new Map<string, FieldWay[]>();

  constructor(readonly facts: SupergraphFacts) {}

  node(node: PlanNode, path: Path, around: readonly Condition[]): void {
    switch (node.kind) {
      case 'Fetch':
        this.operation(node.operation, path, around);
        return;
      case 'Flatten':
        this.node(node.node, [...path, ...node.path], around);
        return;
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) this.node(child, path, around);
        return;
      case 'Condition': {
        const { whenTrue, whenFalse } = branchNames(node);
        if (node.ifClause) this.node(node.ifClause, path, [...around, whenTrue]);
        if (node.elseClause) this.node(node.elseClause, path, [...around, whenFalse]);
        return;
      }
      case 'Defer':
        if (node.primary.node) this.node(node.primary.node, path, around);
        for (const part of node.deferred) if (part.node) this.node(part.node, path, around);
    }
  }

  operation(text: string, path: Path, around: readonly Condition[]): void {
    const { operation, selectionSet } = openedOperation(text);
    const [entities] = selectionSet.selections;
    if (entities?.kind === Kind.FIELD && entities.name.value === '_entities' && entities.selectionSet)
      this.#selections(entities.selectionSet, '', path, around);
    else this.#selections(selectionSet, ROOT_TYPES[operation], path, around);
  }

  #selections(set: SelectionSetNode, type: string, path: Path, around: readonly Condition[]): void {
    for (const selection of set.selections) {
      const own = (selection.directives ?? []).filter(({ name }) => /^(skip|include)$/.test(name.value));
      const here = own.length > 0 ? [...around, ...own.map(print)] : around;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = narrowed(type, selection.typeCondition?.name.value, this.facts);
        if (within === undefined) continue;
        const isNarrower = within !== type && !this.facts.get(type)?.interfaces.has(within);
        const narrower = isNarrower && type !== '' ? [...here, typeCondition(placeOf(path), within)] : here;
        this.#selections(selection.selectionSet, within, path, narrower);
      } else if (selection.kind === Kind.FIELD) {
        const at = [...path, (selection.alias ?? selection.name).value];
        this.#add(placeOf(at), here);
        const below = this.facts.get(type)?.fields.get(selection.name.value)?.type ?? '';
        if (selection.selectionSet) this.#selections(selection.selectionSet, below, at, here);
      }
    }
  }

  #add(place: string, around: readonly Condition[]): void {
    const way = new Set(around);
    const ways = this.found.get(place);
    if (ways) ways.push(way);
    else this.found.set(place, [way]);
  }
}
