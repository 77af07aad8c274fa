import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { isDenied } from '../../security/authorization/denied-fields.js';
import { clientName } from '../plan/safe-aliases.js';

/** A field of the client's operation, where several mentions of one response name are one. */
export interface FieldShape {
  /** The response name under which subgraphs' data has it. */
  readonly key: string;
  /** The response name as the client wrote it. */
  readonly clientKey: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  /** Whether the caller does not get it: it is null, whatever the data has. */
  readonly isDenied: boolean;
  /** What is selected of it; undefined for a leaf. */
  readonly selection: Selection | undefined;
}

/** What shapes are made with: one operation, with its @skip and @include decided. */
export interface ShapeContext {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** The whole graph: what is in it and not in `schema` is hidden from clients. @default nothing is hidden */
  readonly full?: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What an object is known to be: an interface where an interface object stands for its implementations. */
export type KnownType = GraphQLObjectType | GraphQLInterfaceType;

/** A selection on a composite type; its fields depend on the object's type, and are worked out once for each. */
export class Selection {
  readonly #byType = new Map<string, readonly FieldShape[]>();

  constructor(
    readonly type: GraphQLCompositeType,
    readonly sets: readonly SelectionSetNode[],
    readonly context: ShapeContext,
  ) {}

  /** The fields selected of an object of `type`, in the order of the client's document. */
  fieldsOf(type: KnownType): readonly FieldShape[] {
    const known = this.#byType.get(type.name);
    if (known) return known;
    const fields = collectShapes(this, type);
    this.#byType.set(type.name, fields);
    return fields;
  }
}

const META_FIELDS = new Map<string, GraphQLOutputType>([
  ['__typename', TypeNameMetaFieldDef.type],
  ['__schema', SchemaMetaFieldDef.type],
  ['__type', TypeMetaFieldDef.type],
]);

interface Mentions {
  readonly name: string;
  readonly sets: SelectionSetNode[];
  isDenied: boolean;
}

function collectShapes({ sets, context }: Selection, type: KnownType): FieldShape[] {
  const mentions = new Map<string, Mentions>();
  for (const set of sets) collectMentions(set, type, context, mentions, new Set());
  const shapes: FieldShape[] = [];
  for (const [key, { name, sets: below, isDenied }] of mentions) {
    const fieldType = META_FIELDS.get(name) ?? type.getFields()[name]?.type;
    if (!fieldType) continue; // validation refused it already
    const named = getNamedType(fieldType);
    const selection = isCompositeType(named) ? new Selection(named, below, context) : undefined;
    shapes.push({ key, clientKey: clientName(key), name, type: fieldType, isDenied, selection });
  }
  return shapes;
}

// CollectFields of the GraphQL specification, 6.3.2.
function collectMentions(
  set: SelectionSetNode,
  type: KnownType,
  context: ShapeContext,
  mentions: Map<string, Mentions>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection, context)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      const mention = mentions.get(key) ?? { name: selection.name.value, sets: [], isDenied: true };
      mentions.set(key, mention);
      if (isDenied(selection)) continue; // another mention may be of fewer types, and the caller's to have
      mention.isDenied = false;
      if (selection.selectionSet) mention.sets.push(selection.selectionSet);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (applies(selection.typeCondition?.name.value, type, context)) {
        collectMentions(selection.selectionSet, type, context, mentions, visited);
      }
      continue;
    }
    const name = selection.name.value;
    const fragment = context.fragments.get(name);
    if (!fragment || visited.has(name)) continue;
    visited.add(name);
    if (applies(fragment.typeCondition.name.value, type, context)) {
      collectMentions(fragment.selectionSet, type, context, mentions, visited);
    }
  }
}

function applies(condition: string | undefined, type: KnownType, { schema }: ShapeContext): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}

function isIncluded(selection: SelectionNode, { variables }: ShapeContext): boolean {
  if (!selection.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}

/**
 * An object's type: the field's own when that is an object type, else what `__typename` says. An interface object does
 * not know what implements the interface it stands for: while nothing that depends on it is selected, no subgraph is
 * asked, and the interface itself is the type. Undefined when the type does not fit.
 */
export function runtimeType(
  type: GraphQLCompositeType,
  typename: unknown,
  schema: GraphQLSchema,
): KnownType | undefined {
  if (isObjectType(type)) return type;
  if (typename === undefined) return isInterfaceType(type) ? type : undefined;
  const found = typeof typename === 'string' ? schema.getType(typename) : undefined;
  if (found === type) return isInterfaceType(found) ? found : undefined;
  const fits = (isObjectType(found) || isInterfaceType(found)) && schema.isSubType(type, found);
  return fits ? found : undefined;
}
