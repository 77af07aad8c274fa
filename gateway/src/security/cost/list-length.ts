import { type FieldNode, type GraphQLField, valueFromASTUntyped } from 'graphql';
import type { Variables } from './cost-expression.js';
import type { ListSize } from './cost-rules.js';

/** A request does not bound a list as @listSize demands. */
export class UnboundedList extends Error {
  constructor(
    /** The field, as `Type.field`. */
    readonly field: string,
    /** The arguments of which exactly one is to be sent. */
    readonly slicingArguments: readonly string[],
  ) {
    super(`${field} needs exactly one of ${slicingArguments.join(', ')}`);
    this.name = 'UnboundedList';
  }
}

/**
 * How long the list of a field is with these variables: the largest of its slicing arguments, else what is assumed. An argument
 * that is not sent counts with its default, unless another is sent.
 * @throws UnboundedList when exactly one slicing argument is demanded and it is not so
 */
export function listLength(
  node: FieldNode,
  { field, coordinate }: { readonly field: GraphQLField<unknown, unknown>; readonly coordinate: string },
  size: ListSize,
  otherwise: number,
  variables: Variables,
): number {
  const { slicingArguments, assumedSize = otherwise, requireOneSlicingArgument } = size;
  if (slicingArguments.length === 0) return assumedSize;
  const sent = sliceValues(slicingArguments, argumentsOf(node, variables));
  const values = sent.length > 0 ? sent : sliceValues(slicingArguments, defaultsOf(field));
  if (requireOneSlicingArgument && values.length !== 1) throw new UnboundedList(coordinate, slicingArguments);
  const lengths = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  return lengths.length > 0 ? Math.max(0, ...lengths) : assumedSize;
}

function argumentsOf(node: FieldNode, variables: Variables): Record<string, unknown> {
  const entries = (node.arguments ?? []).map(
    ({ name, value }) => [name.value, valueFromASTUntyped(value, variables)] as const,
  );
  return Object.fromEntries(entries);
}

function defaultsOf({ args }: GraphQLField<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries(args.map(({ name, defaultValue }) => [name, defaultValue]));
}

function sliceValues(paths: readonly string[], values: Readonly<Record<string, unknown>>): unknown[] {
  const found = paths.map((path) =>
    path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values),
  );
  return found.filter((value) => value !== undefined && value !== null);
}
