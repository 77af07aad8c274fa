import { type DocumentNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind, visit } from 'graphql';
import { requiredFieldName } from '../../planner/requirements/requirement-names.js';

const PREFIX = 'orrery_';
const OWN_NAMES = /^orrery(?:required)?\d*_/;

/**
 * Renames the aliases that are also names of fields: the planner adds key and @requires fields under their own names, and
 * with `{ product { id: sku inStock } }` it would send the SKU as the id, silently. Every response name that begins
 * with a prefix of ours is renamed too, so that {@link clientName} can take each name back.
 */
export function withSafeAliases(document: DocumentNode, fieldNames: ReadonlySet<string>): DocumentNode {
  return visit(document, {
    enter: (node) => {
      // __schema and __type are answered by the gateway: nothing of them is planned.
      if (node.kind !== Kind.FIELD || /^__(schema|type)$/.test(node.name.value)) return undefined;
      const written = (node.alias ?? node.name).value;
      const isPlanners = fieldNames.has(written) || written === '__typename';
      const misleads = written !== node.name.value && isPlanners;
      if (!misleads && !OWN_NAMES.test(written)) return undefined;
      return { ...node, alias: { kind: Kind.NAME, value: PREFIX + written } };
    },
  });
}

/** Another name for a response name; {@link clientName} takes it back to what that one stands for. */
export function variantName(responseName: string, number: number): string {
  return `orrery${number}_${responseName}`;
}

/** A response name as the client wrote it; of what only a @requires asked for, the field's name. */
export function clientName(responseName: string): string {
  if (!responseName.startsWith('orrery')) return responseName;
  const name = requiredFieldName(responseName).replace(/^orrery\d+_/, '');
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

/** A path with its response names as the client wrote them. */
export function clientPath(path: readonly (string | number)[]): (string | number)[] {
  return path.map((part) => (typeof part === 'string' ? clientName(part) : part));
}

/** The names of all fields of a schema. */
export function fieldNamesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const name of Object.keys(type.getFields())) names.add(name);
  }
  return names;
}
