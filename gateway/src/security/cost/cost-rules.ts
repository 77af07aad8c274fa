import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** How long a field's list is, as @listSize tells; https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-List-Size-Directive */
export interface ListSize {
  readonly assumedSize?: number;
  /** Arguments that bound the list; with dots for a field of an input object. */
  readonly slicingArguments: readonly string[];
  /** The fields below that are the list, where the field itself is not. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** What the supergraph tells of costs, by coordinates such as `Type`, `Type.field`, `Input.field` and `Type.field(argument:)`. */
export interface CostRules {
  readonly weights: ReadonlyMap<string, number>;
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/** Reads @cost and @listSize from a supergraph, under the names that it gave them. */
export function costRulesOf(supergraph: DocumentNode): CostRules {
  const names = directiveNames(supergraph);
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const weigh = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) => {
    const weight = argumentsOf(directives.find(({ name }) => name.value === names.cost))?.weight;
    if (typeof weight === 'number') weights.set(coordinate, weight);
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION)
      continue;
    const type = definition.name.value;
    if ('directives' in definition) weigh(type, definition.directives as readonly ConstDirectiveNode[]);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      weigh(coordinate, field.directives);
      const size = argumentsOf(field.directives?.find(({ name }) => name.value === names.listSize));
      if (size) listSizes.set(coordinate, listSizeOf(size));
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const { name, directives } of field.arguments ?? [])
        weigh(`${coordinate}(${name.value}:)`, directives);
    }
  }
  return { weights, listSizes };
}

interface DirectiveNames {
  readonly cost: string;
  readonly listSize: string;
}

// https://specs.apollo.dev/link/v1.0/: names are imported, perhaps under others; what is not has the feature's prefix.
function directiveNames(supergraph: DocumentNode): DirectiveNames {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of definition.directives ?? []) {
      const { url, as, import: imports } = argumentsOf(directive) ?? {};
      if (typeof url !== 'string' || !/\/cost\/v\d/.test(url)) continue;
      const prefix = typeof as === 'string' ? as : 'cost';
      return {
        cost: importedAs('@cost', imports) ?? prefix,
        listSize: importedAs('@listSize', imports) ?? `${prefix}__listSize`,
      };
    }
  }
  return { cost: 'cost', listSize: 'listSize' };
}

function importedAs(name: string, imports: unknown): string | undefined {
  if (!Array.isArray(imports)) return undefined;
  for (const entry of imports as readonly (string | { readonly name?: string; readonly as?: string })[]) {
    if (entry === name) return name.slice(1);
    if (typeof entry === 'object' && entry?.name === name) return (entry.as ?? name).slice(1);
  }
  return undefined;
}

function listSizeOf(values: Readonly<Record<string, unknown>>): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = values;
  return {
    ...(typeof assumedSize === 'number' && { assumedSize }),
    slicingArguments: namesIn(slicingArguments),
    sizedFields: namesIn(sizedFields),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

function namesIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((name) => typeof name === 'string');
}

function argumentsOf(directive: ConstDirectiveNode | undefined): Record<string, unknown> | undefined {
  if (!directive) return undefined;
  const entries = (directive.arguments ?? []).map(
    ({ name, value }) => [name.value, valueFromASTUntyped(value as ValueNode)] as const,
  );
  return Object.fromEntries(entries);
}
