import {
  type CompositeType,
  collectTargetFields,
  FieldSelection,
  federationMetadata,
  type Schema,
} from '@apollo/federation-internals';

/**
 * Where a field requires a second one of another subgraph, and this one requires a third of the first subgraph, the planner
 * looks whether what it has to ask for on the way fits into a fetch that is there already, and takes a field for one of its
 * subgraph's own that is only external to it: the subgraph would be asked for what it does not know. Such a field does not
 * fit. One that the subgraph provides somewhere does not either: that costs a fetch at most.
 */
export function leaveExternalFieldsWhereTheyAre(): void {
  const { prototype } = FieldSelection;
  const canAddTo = prototype.canAddTo;
  prototype.canAddTo = function (this: FieldSelection, type: CompositeType): boolean {
    const { name, parentType } = this.element;
    return (parentType === type || !isExternal(type, name)) && canAddTo.call(this, type);
  };
}

function isExternal(type: CompositeType, name: string): boolean {
  const metadata = federationMetadata(type.schema());
  const field = metadata && type.kind !== 'UnionType' ? type.field(name) : undefined;
  return (
    field !== undefined &&
    metadata?.isFieldExternal(field) === true &&
    !keyFieldsOf(type.schema()).has(field.coordinate)
  );
}

const keyFields = new WeakMap<Schema, ReadonlySet<string>>();

// A subgraph knows the fields of its keys, whether or not they are marked as external.
function keyFieldsOf(schema: Schema): ReadonlySet<string> {
  let known = keyFields.get(schema);
  if (!known) {
    const keys = federationMetadata(schema)?.keyDirective().applications() ?? [];
    const fields = [...keys].flatMap((directive) =>
      collectTargetFields({
        parentType: directive.parent as CompositeType,
        directive: directive as Parameters<typeof collectTargetFields>[0]['directive'],
        includeInterfaceFieldsImplementations: true,
        validate: false,
      }),
    );
    known = new Set(fields.map(({ coordinate }) => coordinate));
    keyFields.set(schema, known);
  }
  return known;
}
