import {
  type ConstDirectiveNode,
  type ConstValueNode,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ProtectedField, ProtectedType } from './own-requirements.js';
import { allOf, type Requirement } from './requirement.js';

/** What is selected of a type so that a field can be resolved. */
interface Need {
  readonly type: string;
  readonly set: SelectionSetNode;
}

interface Walk {
  readonly found: (Requirement | undefined)[];
  /** Fields that were looked at, as `Type.field`. */
  readonly seen: Set<string>;
}

/**
 * Works out what a field requires with all that it is computed from: fields that it @requires, and those that fill its arguments by
 * @fromContext. A subgraph is sent their values, and may well answer with them. Composition has asked for as much since 2.12 (the
 * advisory GHSA-m8jr-fxqx-8xx6); supergraphs are older than that.
 */
export class TransitiveRequirements {
  readonly #types: ReadonlyMap<string, ProtectedType>;
  readonly #byContext: ReadonlyMap<string, readonly string[]>;

  constructor(types: ReadonlyMap<string, ProtectedType>) {
    this.#types = types;
    this.#byContext = typesByContext(types);
  }

  /** What `type.name` requires, with its own. Neither its type's is in it, nor that of the type that it is of. */
  of(type: string, name: string): Requirement | undefined {
    const found: (Requirement | undefined)[] = [];
    this.#collectField(type, name, { found, seen: new Set() });
    return allOf(found);
  }

  #collectField(type: string, name: string, walk: Walk): void {
    const field = this.#types.get(type)?.fields.get(name);
    const coordinate = `${type}.${name}`;
    if (!field || walk.seen.has(coordinate)) return; // fields may need each other
    walk.seen.add(coordinate);
    walk.found.push(field.requirement);
    for (const need of this.#needsOf(type, field)) this.#collectSet(need.set, need.type, walk);
  }

  #needsOf(type: string, { directives }: ProtectedField): Need[] {
    return directives.filter(isJoinField).flatMap((directive) => {
      const requires = textOf(argument(directive, 'requires'));
      const own = requires === undefined ? [] : [{ type, set: fieldSet(requires) }];
      return [...own, ...itemsOf(argument(directive, 'contextArguments')).flatMap((one) => this.#fills(one))];
    });
  }

  // The context may be on several types, and its selection is of whichever is above the field.
  #fills(contextArgument: ConstValueNode): Need[] {
    if (contextArgument.kind !== Kind.OBJECT) return [];
    const text = (wanted: string) =>
      textOf(contextArgument.fields.find(({ name }) => name.value === wanted)?.value) ?? '';
    const set = fieldSet(text('selection'));
    return (this.#byContext.get(text('context')) ?? []).map((type) => ({ type, set }));
  }

  #collectSet({ selections }: SelectionSetNode, type: string, walk: Walk): void {
    walk.found.push(this.#types.get(type)?.requirement);
    for (const selection of selections) this.#collectSelection(selection, type, walk);
  }

  #collectSelection(selection: SelectionNode, type: string, walk: Walk): void {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      this.#collectSet(selection.selectionSet, selection.typeCondition?.name.value ?? type, walk);
      return;
    }
    if (selection.kind !== Kind.FIELD) return;
    const name = selection.name.value;
    for (const holder of [type, ...this.#implementing(type)]) this.#collectField(holder, name, walk);
    const below = this.#types.get(type)?.fields.get(name)?.type;
    if (below === undefined) return;
    if (selection.selectionSet) this.#collectSet(selection.selectionSet, below, walk);
    else walk.found.push(this.#types.get(below)?.requirement);
  }

  #implementing(type: string): string[] {
    if (this.#types.get(type)?.kind !== 'interface') return [];
    return [...this.#types.values()].filter(({ interfaces }) => interfaces.has(type)).map(({ name }) => name);
  }
}

function typesByContext(types: ReadonlyMap<string, ProtectedType>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const type of types.values()) {
    for (const directive of type.directives) {
      // Whatever the directive is called: the names of contexts are unlike any other.
      const context = textOf(argument(directive, 'name'));
      if (context !== undefined) found.set(context, [...(found.get(context) ?? []), type.name]);
    }
  }
  return found;
}

// The join specification cannot be renamed: Apollo's tools look for its directives by these names.
function isJoinField({ name }: ConstDirectiveNode): boolean {
  return name.value === 'join__field';
}

// With or without brackets around it.
function fieldSet(text: string): SelectionSetNode {
  const bracketed = /^\s*\{/.test(text) ? text : `{ ${text} }`;
  const [definition] = parse(bracketed, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`this is no field set: ${text}`);
  return definition.selectionSet;
}

function argument(directive: ConstDirectiveNode, wanted: string): ConstValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === wanted)?.value;
}

function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (value === undefined) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
