import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, print, type SelectionSetNode, stripIgnoredCharacters, visit } from 'graphql';
import { fieldNames, fieldsNamed } from './field-sets.js';
import { openedOperation } from './opened-operation.js';
import { narrowed, ROOT_TYPES, type SupergraphFacts } from './supergraph-facts.js';

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
 * it can only be asked for directly below `_entities`, or where the subgraph itself provides what is required. And the
 * fetch's operation without them.
 * @param path where the fetch's answer belongs
 */
export function unmetFields(
  fetch: FetchNode,
  path: readonly (string | number)[],
  facts: SupergraphFacts,
): { readonly unmet: readonly UnmetField[]; readonly operation: string } {
  const operation = openedOperation(fetch.operation);
  const search = new Search(fetch, facts);
  const place = { type: ROOT_TYPES[operation.operation], path, provided: [], isRoot: true };
  if (fetch.requires) search.entities(operation.selectionSet, place);
  else search.selections(operation.selectionSet, place);
  const { found } = search;
  if (found.length === 0) return { unmet: found, operation: fetch.operation };
  const fields = new Set(found.map(({ field }) => field));
  const rest = visit(operation, {
    enter: (node) => (node.kind === Kind.FIELD && fields.has(node) ? null : undefined),
  });
  return { unmet: found, operation: stripIgnoredCharacters(print(rest)) };
}

interface Place {
  readonly type: string;
  readonly path: readonly (string | number)[];
  /** What the subgraph provides of the object beside its own fields. */
  readonly provided: readonly SelectionSetNode[];
  /** Whether the object is the entity that a representation stands for, or the root. */
  readonly isRoot: boolean;
}

class Search {
  readonly found: UnmetField[] = [];
  readonly #subgraph: string;
  readonly #sent: ReadonlySet<string>;

  constructor(
    fetch: FetchNode,
    readonly facts: SupergraphFacts,
  ) {
    this.#subgraph = fetch.serviceName;
    this.#sent = namesIn(fetch.requires ?? []);
  }

  entities(set: SelectionSetNode, place: Place): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD && selection.selectionSet) {
        this.selections(selection.selectionSet, { ...place, type: '_Entity' });
      }
    }
  }

  selections(set: SelectionSetNode, place: Place): void {
    const { type, path } = place;
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = narrowed(type, selection.typeCondition?.name.value, this.facts);
        if (within !== undefined) this.selections(selection.selectionSet, { ...place, type: within });
        continue;
      }
      if (selection.kind !== Kind.FIELD) continue;
      const name = selection.name.value;
      const field = this.facts.get(type)?.fields.get(name);
      const needs = field?.requires.get(this.#subgraph);
      if (needs && !this.#isMet(needs, place)) {
        this.found.push({ subgraph: this.#subgraph, type, path, field: selection, needs, beside: set });
      }
      if (field && selection.selectionSet) {
        const key = (selection.alias ?? selection.name).value;
        const lists = new Array<string>(field.lists).fill('@');
        const provides = field.provides.get(this.#subgraph);
        const below = place.provided.flatMap((one) => fieldsNamed(one, name));
        const deeper = below.flatMap(({ selectionSet }) => selectionSet ?? []);
        this.selections(selection.selectionSet, {
          type: field.type,
          path: [...path, key, ...lists],
          provided: provides ? [...deeper, provides] : deeper,
          isRoot: false,
        });
      }
    }
  }

  #isMet(needs: SelectionSetNode, { isRoot, provided }: Place): boolean {
    return [...fieldNames(needs)].every(
      (name) => (isRoot && this.#sent.has(name)) || provided.some((one) => fieldsNamed(one, name).length > 0),
    );
  }
}

// The top level of what representations are made of.
function namesIn(selections: readonly QueryPlanSelectionNode[]): Set<string> {
  return new Set(
    selections.flatMap((selection) =>
      selection.kind === 'InlineFragment'
        ? [...namesIn(selection.selections)]
        : [selection.alias ?? selection.name],
    ),
  );
}
