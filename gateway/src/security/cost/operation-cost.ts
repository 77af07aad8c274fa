import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { type Cost, costWith, product, sum, type Variables } from './cost-expression.js';
import type { CostRules } from './cost-rules.js';
import { listLength } from './list-length.js';

const MUTATION_COST = 10;

/** What operations of one supergraph are reckoned with. */
export interface CostModel {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  /** How long a list is taken to be that no @listSize tells of. */
  readonly listSize: number;
}

/**
 * What an operation costs at most, before it is run: an object 1, a scalar 0, a list its length times the cost of an element, a
 * mutation 10 more, where the supergraph does not tell otherwise. https://ibm.github.io/graphql-specs/cost-spec.html
 * @returns what reckons it with a request's variables; it throws UnboundedList
 */
export function operationCost(
  model: CostModel,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): (sent: Variables) => number {
  const root = model.schema.getRootType(operation.operation);
  const base = operation.operation === 'mutation' ? MUTATION_COST : 0;
  const cost = sum([
    base,
    new OperationCost(model, fragments).ofSet(operation.selectionSet, root, undefined),
  ]);
  const defaults = defaultVariables(operation);
  return (sent) => costWith(cost, defaults ? { ...defaults, ...sent } : sent);
}

function defaultVariables({ variableDefinitions = [] }: OperationDefinitionNode): Variables | undefined {
  const entries = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Lengths of the lists among a field's own fields, by their names. */
type SizedFields = ReadonlyMap<string, Cost>;

class OperationCost {
  readonly #model: CostModel;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  // A fragment costs the same wherever it is spread, but where its fields' lengths come from the field around it.
  readonly #ofFragments = new Map<string, Cost>();

  constructor(model: CostModel, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#model = model;
    this.#fragments = fragments;
  }

  ofSet(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined | null,
    sized: SizedFields | undefined,
  ): Cost {
    return sum(
      selections.map((selection) => {
        const cost = this.#ofSelection(selection, parent, sized);
        return product(isIncluded(selection.directives), cost);
      }),
    );
  }

  #ofSelection(
    selection: SelectionNode,
    parent: GraphQLNamedType | undefined | null,
    sized: SizedFields | undefined,
  ): Cost {
    if (selection.kind === Kind.FIELD) return this.#ofField(selection, parent, sized);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const type = condition === undefined ? parent : this.#model.schema.getType(condition);
      return this.ofSet(selection.selectionSet, type, sized);
    }
    return this.#ofFragment(selection.name.value, sized);
  }

  #ofFragment(name: string, sized: SizedFields | undefined): Cost {
    const fragment = this.#fragments.get(name);
    if (!fragment) return 0;
    const known = sized ? undefined : this.#ofFragments.get(name);
    if (known !== undefined) return known;
    const type = this.#model.schema.getType(fragment.typeCondition.name.value);
    const cost = this.ofSet(fragment.selectionSet, type, sized);
    if (!sized) this.#ofFragments.set(name, cost);
    return cost;
  }

  #ofField(
    node: FieldNode,
    parent: GraphQLNamedType | undefined | null,
    sized: SizedFields | undefined,
  ): Cost {
    const name = node.name.value;
    const field = fieldNamed(name, parent);
    if (!field || !parent) return 0; // __typename
    const { rules, listSize } = this.#model;
    const coordinate = `${parent.name}.${name}`;
    const type = getNamedType(field.type);
    const own =
      rules.weights.get(coordinate) ?? rules.weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
    const size = rules.listSizes.get(coordinate);
    const length: Cost = size
      ? constantly(node, (variables) => listLength(node, { field, coordinate }, size, listSize, variables))
      : listSize;
    const inner = size ? new Map(size.sizedFields.map((child) => [child, length])) : undefined;
    const below = node.selectionSet ? this.ofSet(node.selectionSet, type, inner) : 0;
    const isList = isListType(getNullableType(field.type));
    const ownLength = size && size.sizedFields.length === 0 ? length : listSize;
    const times = isList ? (sized?.get(name) ?? ownLength) : 1;
    return sum([
      product(times, sum([own, below])),
      demanded(length),
      ...this.#ofArguments(node, field.args, coordinate),
    ]);
  }

  #ofArguments(node: FieldNode, definitions: readonly GraphQLArgument[], coordinate: string): Cost[] {
    return (node.arguments ?? []).map(({ name, value }) => {
      const definition = definitions.find((one) => one.name === name.value);
      if (!definition) return 0;
      const { weights } = this.#model.rules;
      const weight = weights.get(`${coordinate}(${name.value}:)`);
      const named = getNamedType(definition.type);
      if (weight === undefined && isLeafType(named) && !weights.has(named.name)) return 0;
      return constantly(value, (variables) =>
        this.#ofInput(valueFromASTUntyped(value, variables), definition.type, weight),
      );
    });
  }

  #ofInput(value: unknown, type: GraphQLInputType, weight: number | undefined): number {
    if (value === null || value === undefined) return 0;
    const open = getNullableType(type);
    if (isListType(open)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.reduce<number>(
        (total, item) => total + this.#ofInput(item, open.ofType, undefined),
        weight ?? 0,
      );
    }
    const named = getNamedType(type);
    const { weights } = this.#model.rules;
    const own = weight ?? weights.get(named.name);
    if (!isInputObjectType(named) || typeof value !== 'object') return own ?? 0;
    let total = own ?? 1;
    for (const [name, item] of Object.entries(value)) {
      const field = named.getFields()[name];
      if (field) total += this.#ofInput(item, field.type, weights.get(`${named.name}.${name}`));
    }
    return total;
  }
}

function fieldNamed(
  name: string,
  parent: GraphQLNamedType | undefined | null,
): GraphQLField<unknown, unknown> | undefined {
  if (name === '__schema') return SchemaMetaFieldDef;
  if (name === '__type') return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

// Costs nothing, and throws where a list is not bounded as it is to be, even if nothing of it is selected.
function demanded(length: Cost): Cost {
  return typeof length === 'number' ? 0 : (variables) => 0 * length(variables);
}

// 1 or 0, by @skip and @include.
function isIncluded(directives: readonly DirectiveNode[] = []): Cost {
  let included: Cost = 1;
  for (const { name, arguments: [argument] = [] } of directives) {
    if ((name.value !== 'skip' && name.value !== 'include') || !argument) continue;
    const wanted = name.value === 'include';
    included = product(
      included,
      constantly(argument.value, (variables) =>
        valueFromASTUntyped(argument.value, variables) === wanted ? 1 : 0,
      ),
    );
  }
  return included;
}

// Reckons at once what depends on no variable. What throws is left for each request to meet, if it includes the field.
function constantly(node: ValueNode | FieldNode, reckon: (variables: Variables) => number): Cost {
  const arguments_ = node.kind === Kind.FIELD ? (node.arguments ?? []).map(({ value }) => value) : [node];
  if (arguments_.some(hasVariable)) return reckon;
  try {
    return reckon({});
  } catch {
    return reckon;
  }
}

function hasVariable(value: ValueNode): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
    },
  });
  return found;
}
