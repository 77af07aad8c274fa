import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Condition, conditionsOf, type Denial } from './denial.js';
import { denied } from './denied-fields.js';
import { allOf, type Requirement } from './requirement.js';
import type { RequirementIndex } from './requirement-index.js';

/** What operations are filtered by. */
export interface FilterRules {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly index: RequirementIndex;
}

/** What is left of an operation. */
export interface Filtered {
  /** With what is denied marked, and named fragments in place of their spreads. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly denials: readonly Denial[];
}

const MOST_SELECTIONS = 200_000; // of one operation, with fragments counted as often as they are spread

/**
 * Filters an operation by what its caller has. `isMet` is asked of everything that is required, from the outside in; what is inside
 * of something denied is not looked at.
 *
 * A field requires what it and the type of its value do. Where it is selected of an interface or a union, all types count that the
 * object may be of there. Fields of an object require what its type does: for an abstract type that denies the field that the object
 * is the value of, or the innermost fragment that leaves fewer types. `__typename` of an object that may be of several types requires
 * nothing. https://www.apollographql.com/docs/graphos/routing/security/authorization#authorization-and-interfaces
 * @throws GraphQLError when there is too much to look at
 */
export function filterOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rules: FilterRules,
  isMet: (requirement: Requirement) => boolean,
): Filtered {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const filter = new OperationFilter(rules, fragments, isMet);
  const root = rules.schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation} type`);
  const at: Place = { scope: [root.name], path: [], conditions: [] };
  const rootRequirement = rules.index.ofType(root.name);
  const isOpen = !rootRequirement || isMet(rootRequirement);
  const { selectionSet: set } = operation;
  const selectionSet = isOpen ? filter.set(set, at) : filter.denyFields(set, at, true);
  const filtered = { ...operation, selectionSet };
  // Those that introspection spreads are still spread.
  const meta = [...fragments.values()].filter(({ typeCondition }) =>
    typeCondition.name.value.startsWith('__'),
  );
  const left = { ...document, definitions: [filtered, ...meta] };
  return { document: left, operation: filtered, denials: filter.denials };
}

interface Place {
  /** The names of the object types that the object may be of. */
  readonly scope: readonly string[];
  readonly path: readonly string[];
  /** Undefined where nothing is selected, whatever the variables are. */
  readonly conditions: readonly Condition[] | undefined;
}

class OperationFilter {
  readonly denials: Denial[] = [];
  #count = 0;

  constructor(
    readonly rules: FilterRules,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly isMet: (requirement: Requirement) => boolean,
  ) {}

  set(set: SelectionSetNode, at: Place): SelectionSetNode {
    return { ...set, selections: set.selections.map((selection) => this.#selection(selection, at)) };
  }

  /** Denies all fields of a set, whatever is below them. @param areNamed Whether each of them is told by itself. */
  denyFields(set: SelectionSetNode, at: Place, areNamed: boolean): SelectionSetNode {
    const selections = set.selections.map((selection): SelectionNode => {
      this.#take();
      const inside = within(selection, at);
      if (selection.kind !== Kind.FIELD) {
        const fragment = this.#inline(selection);
        return { ...fragment, selectionSet: this.denyFields(fragment.selectionSet, inside, areNamed) };
      }
      if (isMeta(selection)) return selection;
      if (areNamed) this.#deny([...at.path, keyOf(selection)], inside);
      return denied(selection);
    });
    return { ...set, selections };
  }

  #selection(selection: SelectionNode, at: Place): SelectionNode {
    this.#take();
    const inside = within(selection, at);
    if (selection.kind === Kind.FIELD) return isMeta(selection) ? selection : this.#field(selection, inside);
    const fragment = this.#inline(selection);
    const { scope, isNarrower } = this.#scopeIn(fragment, at.scope);
    if (isNarrower && !this.#isOpen(scope, fragment.selectionSet)) {
      const condition = fragment.typeCondition?.name.value;
      this.#deny([...at.path, `... on ${condition}`], inside);
      return { ...fragment, selectionSet: this.denyFields(fragment.selectionSet, inside, false) };
    }
    return { ...fragment, selectionSet: this.set(fragment.selectionSet, { ...inside, scope }) };
  }

  #field(field: FieldNode, at: Place): FieldNode {
    const name = field.name.value;
    const path = [...at.path, keyOf(field)];
    const types = this.#typesOf(name, at.scope);
    const [type] = types;
    if (!type) throw new Error(`no type here has a field ${name}`);
    const named = [...new Set(types.map((one) => getNamedType(one).name))];
    const { index } = this.rules;
    const required = allOf([
      ...at.scope.map((holder) => index.ofField(holder, name)),
      ...named.map((one) => index.ofType(one)),
    ]);
    const scope = [...new Set(named.flatMap((one) => this.#objectsOf(one)))];
    const { selectionSet } = field;
    const isDenied =
      (required && !this.isMet(required)) || (selectionSet && !this.#isOpen(scope, selectionSet));
    if (isDenied) {
      this.#deny(path, at);
      return denied(field);
    }
    if (!selectionSet) return field;
    const below: Place = { scope, path: [...path, ...eachOf(type)], conditions: at.conditions };
    return { ...field, selectionSet: this.set(selectionSet, below) };
  }

  // Whether fields may be selected of objects that may be of all these types. A type alone is its field's or fragment's to decide.
  #isOpen(scope: readonly string[], set: SelectionSetNode): boolean {
    if (!this.#selectsFields(set, scope)) return true;
    const required = allOf(scope.map((type) => this.rules.index.ofType(type)));
    return !required || this.isMet(required);
  }

  #selectsFields({ selections }: SelectionSetNode, scope: readonly string[]): boolean {
    return selections.some((selection) => {
      this.#take();
      if (selection.kind === Kind.FIELD) return !isMeta(selection);
      const fragment = this.#inline(selection);
      return !this.#scopeIn(fragment, scope).isNarrower && this.#selectsFields(fragment.selectionSet, scope);
    });
  }

  #deny(path: readonly string[], { conditions }: Place): void {
    if (conditions) this.denials.push({ path, conditions });
  }

  #inline(selection: InlineFragmentNode | FragmentSpreadNode): InlineFragmentNode {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const fragment = this.fragments.get(selection.name.value);
    if (!fragment) throw new Error(`the document has no fragment ${selection.name.value}`);
    const { typeCondition, selectionSet } = fragment;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: selection.directives, selectionSet };
  }

  #scopeIn(
    { typeCondition }: InlineFragmentNode,
    scope: readonly string[],
  ): { readonly scope: readonly string[]; readonly isNarrower: boolean } {
    if (!typeCondition) return { scope, isNarrower: false };
    const possible = this.#objectsOf(typeCondition.name.value);
    const left = scope.filter((type) => possible.includes(type));
    // Where no object fits, what is required of those that the condition names is as good as any.
    return { scope: left.length > 0 ? left : possible, isNarrower: left.length < scope.length };
  }

  // An interface that clients see nothing implementing stands for itself.
  #objectsOf(name: string): readonly string[] {
    const { schema } = this.rules;
    const type = schema.getType(name);
    if (!isAbstractType(type)) return isObjectType(type) ? [name] : [];
    const possible = schema.getPossibleTypes(type).map((object) => object.name);
    return possible.length > 0 ? possible : [name];
  }

  // The types that a field has: those that implement an interface may narrow it.
  #typesOf(field: string, scope: readonly string[]): GraphQLOutputType[] {
    return scope.flatMap((name) => {
      const type = this.rules.schema.getType(name);
      const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
      return found ? [found.type] : [];
    });
  }

  #take(): void {
    this.#count += 1;
    if (this.#count <= MOST_SELECTIONS) return;
    throw new GraphQLError('The operation selects more than can be looked through.', {
      extensions: { code: 'OPERATION_TOO_COMPLEX', http: { status: 400 } },
    });
  }
}

function within({ directives }: SelectionNode, at: Place): Place {
  const conditions = conditionsOf(directives as readonly DirectiveNode[] | undefined);
  return { ...at, conditions: at.conditions && conditions && [...at.conditions, ...conditions] };
}

// Introspection and `__typename` are nobody's secret.
function isMeta({ name }: FieldNode): boolean {
  return name.value.startsWith('__');
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function eachOf(type: GraphQLOutputType): string[] {
  if (isNonNullType(type)) return eachOf(type.ofType);
  return isListType(type) ? ['@', ...eachOf(type.ofType)] : [];
}
