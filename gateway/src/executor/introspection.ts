import {
  executeSync,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { EngineRequest } from './engine.js';
import { fragmentsOf } from './plan/plan-cache.js';

/**
 * Answers `__schema` and `__type` of a query's root from the schema that clients see, by response name; the other root
 * fields are the subgraphs'. Whether introspection is allowed is decided before.
 */
export function answerIntrospection(
  { operation, document: { definitions }, schema }: EngineRequest,
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  if (operation.operation !== 'query') return new Map();
  const fragments = fragmentsOf(definitions);
  const own = onlyIntrospection(operation.selectionSet, fragments);
  if (own.selections.length === 0) return new Map();
  const definition: OperationDefinitionNode = { ...operation, selectionSet: own };
  const document = { kind: Kind.DOCUMENT as const, definitions: [definition, ...fragments.values()] };
  const { data } = executeSync({ schema, document, variableValues: { ...variables } });
  return new Map(Object.entries(data ?? {}));
}

// Root selections may hide introspection in fragments: those are opened, and the rest is left out.
function onlyIntrospection(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      const { value } = selection.name;
      return value === '__schema' || value === '__type' ? [selection] : [];
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    const own = inner && onlyIntrospection(inner, fragments);
    if (!own || own.selections.length === 0) return [];
    return [{ kind: Kind.INLINE_FRAGMENT as const, directives: selection.directives, selectionSet: own }];
  });
  return { kind: Kind.SELECTION_SET, selections };
}
