import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Answers an operation's introspection, by response name. */
export type Introspection = (variables: Readonly<Record<string, unknown>>) => ReadonlyMap<string, unknown>;

const NOTHING: ReadonlyMap<string, unknown> = new Map();

/**
 * Finds `__schema` and `__type` at a query's root, once for an operation: they are answered from the schema that clients
 * see, the other root fields are the subgraphs'. Whether introspection is allowed is decided before.
 */
export function introspectionOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Introspection {
  const own = onlyIntrospection(operation.selectionSet, fragments);
  if (operation.operation !== 'query' || own.selections.length === 0) return () => NOTHING;
  const definition: OperationDefinitionNode = { ...operation, selectionSet: own };
  const document = { kind: Kind.DOCUMENT as const, definitions: [definition, ...fragments.values()] };
  return (variables) => {
    const { data } = executeSync({ schema, document, variableValues: { ...variables } });
    return new Map(Object.entries(data ?? {}));
  };
}

/**
 * A document as it is planned: the planner knows introspection less well than graphql-js (it has no `isOneOf`), and plans
 * nothing for it. What stands in its place keeps selections from being empty.
 */
export function withoutIntrospection(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FRAGMENT_DEFINITION && node.typeCondition.name.value.startsWith('__'))
        return null;
      if (node.kind !== Kind.FIELD || !/^__(schema|type)$/.test(node.name.value)) return undefined;
      return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
    },
  });
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
