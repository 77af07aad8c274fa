import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** How often an operation uses each field that is limited, by coordinate (`Mutation.login`). */
export type FieldUses = ReadonlyMap<string, number>;

/**
 * Makes what counts the limited root fields of operations: each alias counts, through fragments too, and so does what @skip or
 * @include may leave out. An operation is looked at once.
 */
export function limitedFields(
  coordinates: ReadonlySet<string>,
): (document: DocumentNode, operation: OperationDefinitionNode) => FieldUses {
  const known = new WeakMap<OperationDefinitionNode, FieldUses>();
  return (document, operation) => {
    let uses = known.get(operation);
    if (!uses) {
      uses = usesOf(document, operation, coordinates);
      known.set(operation, uses);
    }
    return uses;
  };
}

function usesOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  coordinates: ReadonlySet<string>,
): FieldUses {
  const uses = new Map<string, number>();
  const root = ROOTS[operation.operation];
  const count = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const coordinate = `${root}.${selection.name.value}`;
        if (coordinates.has(coordinate)) uses.set(coordinate, (uses.get(coordinate) ?? 0) + 1);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) count(selection.selectionSet);
      else {
        const { value: name } = selection.name;
        for (const one of document.definitions) {
          if (one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name) count(one.selectionSet);
        }
      }
    }
  };
  count(operation.selectionSet);
  return uses;
}
