import type { ConditionNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, print, type SelectionSetNode } from 'graphql';
import { openedOperation } from './opened-operation.js';
import { narrowed, ROOT_TYPES, type SupergraphFacts } from './supergraph-facts.js';

/** One way in which a plan's fetches come to a field. */
export interface FieldWay {
  /** The type that it is fetched of. */
  readonly type: string;
  /** What decides whether it is fetched, as texts; empty when nothing does. */
  readonly conditions: ReadonlySet<string>;
}

/** The ways to fields by place: the response names on the way to the field and its own, in one text. */
export type WaysByPlace = ReadonlyMap<string, readonly FieldWay[]>;

/** The text of a place: lists on the way do not count. */
export function placeOf(path: readonly (string | number)[]): string {
  return path.filter((part) => part !== '@').join(' ');
}

/** Collects what @skip, @include and the plan's own conditions decide; empty when they decide nothing. */
export function fieldWays({ node }: QueryPlan, facts: SupergraphFacts): WaysByPlace {
  const collection = new Collection(facts);
  if (node?.kind === 'Subscription') {
    collection.operation(node.primary.operation, [], []);
    if (node.rest) collection.node(node.rest, [], []);
  } else if (node) collection.node(node, [], []);
  return collection.isDecided ? collection.found : new Map();
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
  isDecided = false;

  constructor(readonly facts: SupergraphFacts) {}

  node(node: PlanNode, path: Path, around: readonly string[]): void {
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

  operation(text: string, path: Path, around: readonly string[]): void {
    const { operation, selectionSet } = openedOperation(text);
    const [entities] = selectionSet.selections;
    if (entities?.kind === Kind.FIELD && entities.name.value === '_entities' && entities.selectionSet)
      this.#selections(entities.selectionSet, '', path, around);
    else this.#selections(selectionSet, ROOT_TYPES[operation], path, around);
  }

  #selections(set: SelectionSetNode, type: string, path: Path, around: readonly string[]): void {
    for (const selection of set.selections) {
      const own = (selection.directives ?? []).filter(({ name }) => /^(skip|include)$/.test(name.value));
      const here = own.length > 0 ? [...around, ...own.map(print)] : around;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = narrowed(type, selection.typeCondition?.name.value, this.facts);
        if (within !== undefined) this.#selections(selection.selectionSet, within, path, here);
      } else if (selection.kind === Kind.FIELD) {
        const at = [...path, (selection.alias ?? selection.name).value];
        this.#add(placeOf(at), type, here);
        const below = this.facts.get(type)?.fields.get(selection.name.value)?.type ?? '';
        if (selection.selectionSet) this.#selections(selection.selectionSet, below, at, here);
      }
    }
  }

  #add(place: string, type: string, around: readonly string[]): void {
    const way: FieldWay = { type, conditions: new Set(around) };
    const ways = this.found.get(place);
    if (ways) ways.push(way);
    else this.found.set(place, [way]);
    if (around.length > 0) this.isDecided = true;
  }
}
