import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { variantName } from './safe-aliases.js';

/**
 * An operation in which one response name at one place stands for one field, with the same arguments. A client may write
 * `... on Town { near { height(unit: "m") } } ... on Spot { near { height(unit: "ft") } }`, since no object is both a
 * town and a spot; but the planner asks a subgraph once for all that is near either, and keeps the first of the two.
 * The others get names of their own, which `clientName` takes back. Where there are any, fragments stand where
 * they are spread.
 */
export function withDistinctNames(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): DocumentNode {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root || !document.definitions.some(hasTypeCondition)) return document;
  const naming = new Naming(document, schema);
  const [selectionSet] = naming.levels([{ set: operation.selectionSet, type: root }]);
  if (!naming.hasVariants || !selectionSet) return document;
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition === operation ? { ...operation, selectionSet } : definition,
    ),
  };
}

function hasTypeCondition(definition: DocumentNode['definitions'][number]): boolean {
  return definition.kind === Kind.FRAGMENT_DEFINITION || / on /.test(print(definition));
}

/** A selection set of objects of a type. */
interface Level {
  readonly set: SelectionSetNode;
  readonly type: GraphQLCompositeType;
}

/** A field where a selection set mentions it; its name and what is below it are decided among all mentions at one place. */
interface Mention {
  readonly field: FieldNode;
  readonly type: GraphQLCompositeType;
  name: string;
  below: SelectionSetNode | undefined;
}

type Rebuild = () => SelectionNode;

class Naming {
  hasVariants = false;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #objects = new Map<string, ReadonlySet<string>>();

  constructor(
    document: DocumentNode,
    readonly schema: GraphQLSchema,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  /** The selection sets of one place, rewritten together. */
  levels(levels: readonly Level[]): SelectionSetNode[] {
    const mentions: Mention[] = [];
    const rebuilt = levels.map(({ set, type }) => this.#read(set, type, mentions));
    for (const group of grouped(mentions, ({ name }) => name)) this.#nameVariants(group);
    for (const group of grouped(mentions, ({ name }) => name)) {
      const composite = group.flatMap((mention) => {
        const type = this.#typeOf(mention);
        const set = mention.field.selectionSet;
        return set && type ? [{ mention, level: { set, type } }] : [];
      });
      const below = composite.length > 0 ? this.levels(composite.map(({ level }) => level)) : [];
      for (const [i, { mention }] of composite.entries()) mention.below = below[i];
    }
    return rebuilt.map((selections) => ({
      kind: Kind.SELECTION_SET,
      selections: selections.map((rebuild) => rebuild()),
    }));
  }

  #read(set: SelectionSetNode, type: GraphQLCompositeType, mentions: Mention[]): Rebuild[] {
    return set.selections.map((selection): Rebuild => {
      if (selection.kind === Kind.FIELD) {
        // __schema and __type are answered by the gateway.
        if (/^__(schema|type)$/.test(selection.name.value)) return () => selection;
        const written = (selection.alias ?? selection.name).value;
        const mention: Mention = { field: selection, type, name: written, below: selection.selectionSet };
        mentions.push(mention);
        return () => rebuiltField(mention);
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? this.#fragments.get(selection.name.value) : selection;
      if (!fragment) return () => selection;
      const condition = fragment.typeCondition?.name.value;
      const within = condition === undefined ? type : this.schema.getType(condition);
      const inner = this.#read(fragment.selectionSet, isCompositeType(within) ? within : type, mentions);
      return () => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        directives: selection.directives,
        selectionSet: { kind: Kind.SELECTION_SET, selections: inner.map((rebuild) => rebuild()) },
      });
    });
  }

  // Mentions under one name: those of other fields, or with other arguments, get other names where an object may be of both.
  #nameVariants(mentions: readonly Mention[]): void {
    const variants = grouped(mentions, ({ field }) => identityOf(field));
    if (variants.length < 2) return;
    const meet = variants.some((one, i) =>
      variants.slice(i + 1).some((other) => one.some((a) => other.some((b) => this.#meet(a.type, b.type)))),
    );
    if (!meet) return;
    this.hasVariants = true;
    for (const [i, variant] of variants.entries()) {
      if (i > 0) for (const mention of variant) mention.name = variantName(mention.name, i);
    }
  }

  #meet(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    const objects = this.#objectsOf(other);
    return [...this.#objectsOf(one)].some((name) => objects.has(name));
  }

  #objectsOf(type: GraphQLCompositeType): ReadonlySet<string> {
    let names = this.#objects.get(type.name);
    if (!names) {
      const types = isObjectType(type) ? [type] : this.schema.getPossibleTypes(type);
      names = new Set(types.map(({ name }) => name));
      this.#objects.set(type.name, names);
    }
    return names;
  }

  #typeOf({ field, type }: Mention): GraphQLCompositeType | undefined {
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    const definition = type.getFields()[field.name.value];
    const named = definition && getNamedType(definition.type);
    return isCompositeType(named) ? named : undefined;
  }
}

function rebuiltField({ field, name, below }: Mention): FieldNode {
  const isOwnName = name === field.name.value;
  return {
    ...field,
    alias: isOwnName ? undefined : { kind: Kind.NAME, value: name },
    selectionSet: below,
  };
}

function identityOf({ name, arguments: given = [] }: FieldNode): string {
  return `${name.value}(${given.map(print).sort().join()})`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
