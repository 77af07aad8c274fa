import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { ROOT_TYPES, type SupergraphFacts } from './supergraph-facts.js';

/** A field with @requires that a fetch asks for where nothing was sent that it requires. */
export interface UnmetField {
  readonly subgraph: string;
  readonly type: string;
  /** Its object's place in the response: response names, and `@` for each list. */
  readonly path: readonly (string | number)[];
  readonly field: FieldNode;
  /** What it requires. */
  readonly needs: SelectionSetNode;
  /** What is asked for beside it. */
  readonly beside: SelectionSetNode;
}

/**
 * Fields that a fetch asks for and cannot get right: what a field requires is sent with the representation of its entity, so
 * it can only be asked for directly below `_entities`. And the fetch's operation without them.
 * @param path where the fetch's answer belongs
 */
export function unmetFields(
  fetch: FetchNode,
  path: readonly (string | number)[],
  facts: SupergraphFacts,
): { readonly unmet: readonly UnmetField[]; readonly operation: string } {
  const document: DocumentNode = parse(fetch.operation, { noLocation: true });
  const search = new Search(fetch.serviceName, facts);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = ROOT_TYPES[definition.operation];
    if (fetch.requires) search.entities(definition.selectionSet, path);
    else search.selections(definition.selectionSet, root, path, true);
  }
  const { found } = search;
  if (found.length === 0) return { unmet: found, operation: fetch.operation };
  const fields = new Set(found.map(({ field }) => field));
  const rest = visit(document, {
    enter: (node) => (node.kind === Kind.FIELD && fields.has(node) ? null : undefined),
  });
  return { unmet: found, operation: stripIgnoredCharacters(print(rest)) };
}

class Search {
  readonly found: UnmetField[] = [];

  constructor(
    readonly subgraph: string,
    readonly facts: SupergraphFacts,
  ) {}

  entities(set: SelectionSetNode, path: readonly (string | number)[]): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD && selection.selectionSet) {
        this.selections(selection.selectionSet, '_Entity', path, true);
      }
    }
  }

  selections(set: SelectionSetNode, type: string, path: readonly (string | number)[], isRoot: boolean): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.selections(selection.selectionSet, selection.typeCondition?.name.value ?? type, path, isRoot);
        continue;
      }
      if (selection.kind !== Kind.FIELD) continue;
      const field = this.facts.get(type)?.fields.get(selection.name.value);
      const needs = field?.requires.get(this.subgraph);
      if (needs && !isRoot) {
        this.found.push({ subgraph: this.subgraph, type, path, field: selection, needs, beside: set });
      }
      if (field && selection.selectionSet) {
        const key = (selection.alias ?? selection.name).value;
        const lists = new Array<string>(field.lists).fill('@');
        this.selections(selection.selectionSet, field.type, [...path, key, ...lists], false);
      }
    }
  }
}
