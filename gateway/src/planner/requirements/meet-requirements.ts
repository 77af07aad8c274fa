import type {
  FetchNode,
  FlattenNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { Kind, print, type SelectionSetNode, stripIgnoredCharacters } from 'graphql';
import type { SupergraphFacts } from './supergraph-facts.js';
import { type UnmetField, unmetFields } from './unmet-fields.js';

type Path = readonly (string | number)[];

/**
 * Where a field requires a second one, and this requires a third, the planner may ask for the second before the third is
 * there: together with the object around it, if that comes from the same subgraph, and its resolver would make something
 * of nothing. It is taken out there, and fetched by itself right before what requires it.
 * @throws Error when it cannot be
 */
export function meetRequirements(plan: QueryPlan, facts: SupergraphFacts): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  const unmet: UnmetField[] = [];
  if (node.kind !== 'Subscription') {
    const rest = withoutUnmet(node, [], facts, unmet);
    return unmet.length === 0 ? plan : { ...plan, node: met(rest, unmet, facts) };
  }
  // An event is the root of the rest: what it cannot bring is fetched there.
  const { unmet: ofEvent, operation } = unmetFields(node.primary, [], facts);
  unmet.push(...ofEvent);
  const rest = node.rest && withoutUnmet(node.rest, [], facts, unmet);
  const [first] = unmet;
  if (!first) return plan;
  if (!rest) throw noPlan(first);
  const primary = { ...node.primary, operation };
  return { ...plan, node: { ...node, primary, rest: met(rest, unmet, facts) } };
}

function met(node: PlanNode, unmet: readonly UnmetField[], facts: SupergraphFacts): PlanNode {
  return unmet.reduce((all, field) => {
    const meeting = new Meeting(field, facts);
    const next = meeting.before(all, []);
    if (!meeting.isMet) throw noPlan(field);
    return next;
  }, node);
}

function withoutUnmet(node: PlanNode, path: Path, facts: SupergraphFacts, found: UnmetField[]): PlanNode {
  return mapNode(node, path, (child, at) => {
    if (child.kind !== 'Fetch') return withoutUnmet(child, at, facts, found);
    const { unmet, operation } = unmetFields(child, at, facts);
    found.push(...unmet);
    return unmet.length === 0 ? child : { ...child, operation };
  });
}

/** Fetches one unmet field before each fetch that requires it. */
class Meeting {
  isMet = false;
  readonly #fetch: FlattenNode;

  constructor(
    readonly unmet: UnmetField,
    facts: SupergraphFacts,
  ) {
    const { subgraph, type, path, field, needs, beside } = unmet;
    const known = fieldNames(beside);
    const keys =
      facts
        .get(type)
        ?.keys.get(subgraph)
        ?.filter(({ isResolvable }) => isResolvable) ?? [];
    const key = keys.find(({ fields }) => [...fieldNames(fields)].every((name) => known.has(name)))?.fields;
    if (!key || print(field).includes('$')) throw noPlan(unmet);
    const selections = [{ kind: 'Field' as const, name: '__typename' }, ...planned(key), ...planned(needs)];
    const operation = `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${print(field)}}}}`;
    const fetch: FetchNode = {
      kind: 'Fetch',
      serviceName: subgraph,
      requires: [{ kind: 'InlineFragment', typeCondition: type, selections }],
      variableUsages: [],
      operation: stripIgnoredCharacters(operation),
      operationKind: 'query' as FetchNode['operationKind'],
      operationName: undefined,
    };
    this.#fetch = { kind: 'Flatten', path: [...path], node: fetch };
  }

  before(node: PlanNode, path: Path): PlanNode {
    if (node.kind === 'Fetch') return node;
    if (node.kind !== 'Flatten' || node.node.kind !== 'Fetch') {
      return mapNode(node, path, (child, at) => this.before(child, at));
    }
    const isThere = [...path, ...node.path].join('.') === this.unmet.path.join('.');
    const { field } = this.unmet;
    const name = (field.alias ?? field.name).value;
    if (!isThere || !requiresField(node.node.requires ?? [], name)) return node;
    this.isMet = true;
    return { kind: 'Sequence', nodes: [{ ...this.#fetch, path: this.#fetch.path.slice(path.length) }, node] };
  }
}

function noPlan({ type, field }: UnmetField): Error {
  return new Error(`no plan meets what ${type}.${field.name.value} requires`);
}

function fieldNames({ selections }: SelectionSetNode): Set<string> {
  return new Set(
    selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
    ),
  );
}

function requiresField(selections: readonly QueryPlanSelectionNode[], name: string): boolean {
  return selections.some((selection) =>
    selection.kind === 'InlineFragment'
      ? requiresField(selection.selections, name)
      : (selection.alias ?? selection.name) === name,
  );
}

function planned({ selections }: SelectionSetNode): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = selection.selectionSet && planned(selection.selectionSet);
    if (selection.kind === Kind.FIELD) {
      return [{ kind: 'Field', name: selection.name.value, ...(below && { selections: below }) }];
    }
    const typeCondition = selection.typeCondition?.name.value;
    return [{ kind: 'InlineFragment', ...(typeCondition && { typeCondition }), selections: below ?? [] }];
  });
}

// The node itself when it is a fetch, else the node with each of its children changed.
function mapNode(node: PlanNode, path: Path, change: (child: PlanNode, path: Path) => PlanNode): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return change(node, path);
    case 'Flatten': {
      return { ...node, node: change(node.node, [...path, ...node.path]) };
    }
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => change(child, path)) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: change(node.ifClause, path) }),
        ...(node.elseClause && { elseClause: change(node.elseClause, path) }),
      };
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...(node.primary.node && { node: change(node.primary.node, path) }) },
        deferred: node.deferred.map((part) => ({
          ...part,
          ...(part.node && { node: change(part.node, path) }),
        })),
      };
  }
}
