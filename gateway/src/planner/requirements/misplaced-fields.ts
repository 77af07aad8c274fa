import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { parseFields } from './requirement-names.js';
import { isTrue, subgraphNames, textOf } from './supergraph-facts.js';

/** The fields, as `Type.field`, that a plan asks of subgraphs to which they are external and which do not provide them there. */
export type MisplacedFields = (plan: QueryPlan) => string[];

/**
 * Finds what the planner may do wrong when a @requires needs a field that has a @requires itself, in the subgraph it comes
 * from: it asks that subgraph for what the second one requires. A subgraph may answer null there, and nobody would know.
 */
export function misplacedFields(supergraph: DocumentNode): MisplacedFields {
  const facts = new ExternalFacts(supergraph);
  if (!facts.hasExternal) return () => [];
  return (plan) => {
    const found = new Set<string>();
    // Fetches of any depth, in whatever nodes: nothing else in a plan is called so.
    JSON.stringify(plan, (_key, value: unknown) => {
      if (isFetch(value)) for (const field of facts.misplacedIn(value)) found.add(field);
      return value;
    });
    return [...found];
  };
}

class ExternalFacts {
  readonly #fieldTypes = new Map<string, string>();
  readonly #external = new Set<string>();
  readonly #provides = new Map<string, SelectionSetNode>();
  readonly #roots: Readonly<Record<string, string>>;

  constructor(supergraph: DocumentNode) {
    const subgraphs = subgraphNames(supergraph);
    this.#roots = rootsOf(supergraph);
    for (const type of supergraph.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      const keys = keyFieldsOf(type.directives ?? [], subgraphs);
      for (const field of type.fields ?? []) {
        const place = `${type.name.value}.${field.name.value}`;
        this.#fieldTypes.set(place, namedType(field.type));
        for (const [subgraph, directive] of joinFields(field, subgraphs)) {
          const own = `${subgraph} ${place}`;
          const provides = textOf(directive, 'provides');
          if (provides !== undefined) this.#provides.set(own, parseFields(provides));
          const isKey = keys.has(`${subgraph} ${field.name.value}`);
          if (isTrue(directive, 'external') && !isKey && type.kind === Kind.OBJECT_TYPE_DEFINITION) {
            this.#external.add(own);
          }
        }
      }
    }
  }

  get hasExternal(): boolean {
    return this.#external.size > 0;
  }

  misplacedIn({ serviceName, operation }: FetchNode): string[] {
    const [definition] = parse(operation, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
    const found: string[] = [];
    const walk = (set: SelectionSetNode, type: string, provided: readonly SelectionSetNode[]) => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          walk(selection.selectionSet, selection.typeCondition?.name.value ?? type, provided);
        } else if (selection.kind === Kind.FIELD) {
          const field = selection.name.value;
          const own = `${serviceName} ${type}.${field}`;
          const below = provided.flatMap((one) => fieldsNamed(one, field));
          if (this.#external.has(own) && below.length === 0) found.push(`${type}.${field}`);
          if (!selection.selectionSet) continue;
          const provides = this.#provides.get(own);
          const deeper = below.flatMap(({ selectionSet }) => selectionSet ?? []);
          const next = this.#fieldTypes.get(`${type}.${field}`) ?? '';
          walk(selection.selectionSet, next, provides ? [...deeper, provides] : deeper);
        }
      }
    };
    walk(definition.selectionSet, this.#roots[definition.operation] ?? '', []);
    return found;
  }
}

function isFetch(value: unknown): value is FetchNode {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Fetch';
}

function joinFields(
  { directives }: FieldDefinitionNode,
  subgraphs: ReadonlyMap<string, string>,
): [string, ConstDirectiveNode][] {
  return (directives ?? []).flatMap((directive): [string, ConstDirectiveNode][] => {
    const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
    return directive.name.value === 'join__field' && subgraph !== undefined ? [[subgraph, directive]] : [];
  });
}

// A subgraph tells the fields of its keys even where they are marked as external.
function keyFieldsOf(
  directives: readonly ConstDirectiveNode[],
  subgraphs: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  return new Set(
    directives
      .filter(({ name }) => name.value === 'join__type')
      .flatMap((directive) => {
        const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
        const { selections } = parseFields(textOf(directive, 'key') ?? '__typename');
        return selections.flatMap((one) =>
          one.kind === Kind.FIELD ? [`${subgraph} ${one.name.value}`] : [],
        );
      }),
  );
}

function fieldsNamed(set: SelectionSetNode, name: string): { readonly selectionSet?: SelectionSetNode }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name ? [selection] : [];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsNamed(selection.selectionSet, name) : [];
  });
}

function rootsOf({ definitions }: DocumentNode): Readonly<Record<string, string>> {
  const roots: Record<string, string> = {};
  for (const node of definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) roots[operation] = type.name.value;
  }
  return roots;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
