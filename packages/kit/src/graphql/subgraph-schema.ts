import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createPubSub } from '@graphql-yoga/subscription';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { buildSchemaSync, createResolversMap, type PubSub } from 'type-graphql';
import { auditLogResolver } from '../audit/audit-log.resolver.js';
import type { AnyService } from '../service/define-service.js';
import { ACCESS_DIRECTIVES, accessDirectives } from './access/access-directives.js';
import { accessFaults } from './access/declarations.js';
import { enforceAccess } from './access/enforcement.js';
import { validateInput } from './input-validation.js';
import type { ReferenceResolver } from './references.js';

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

/** The federation directives that subgraphs may use. */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", ' +
  `"@external", "@shareable", "@override", "@inaccessible", "@tag", "@interfaceObject", ${quoted(ACCESS_DIRECTIVES)}])`;

/** A subgraph's executable schema, and its SDL as composition reads it. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  /** What is wrong with the access that the service's classes declare; a field that declares none is refused. */
  readonly accessFaults: readonly string[];
}

/** Builds a service's subgraph from its type-graphql classes; `pubSub` carries its subscriptions' events. */
export function buildSubgraph(service: AnyService, pubSub: PubSub): Subgraph {
  const schema = buildSchemaSync({
    resolvers: [...service.resolvers, auditLogResolver(service.name)] as never,
    orphanedTypes: [...(service.orphanedTypes ?? [])] as never,
    pubSub,
    validate: false,
    validateFn: validateInput,
  });
  const typeDefs = withDirectives(schema);
  enforceAccess(schema);
  const resolvers = createResolversMap(schema) as Record<string, Record<string, unknown>>;
  for (const [type, resolve] of Object.entries(service.references)) {
    resolvers[type] = { ...resolvers[type], __resolveReference: asApolloReference(resolve) };
  }
  return {
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as never }),
    sdl: `${print(typeDefs)}\n`,
    accessFaults: accessFaults(schema),
  };
}

/** A service's SDL. @throws Error that names every field whose access nobody declared */
export function printSubgraph(service: AnyService): string {
  const { sdl, accessFaults: faults } = buildSubgraph(service, createPubSub() as never);
  if (faults.length === 0) return sdl;
  const remedy =
    'decorate the field or its class with @Public(), @Authenticated(), @Owner(...), @Scopes(...) or @Policy(...)';
  throw new Error([`${service.name} does not say who may have what:`, ...faults, remedy].join('\n  '));
}

function asApolloReference(resolve: ReferenceResolver<unknown>) {
  return (representation: never, context: never, _info: GraphQLResolveInfo) =>
    resolve(representation, context);
}

// printSchema drops applied directives, and type-graphql keeps them only on its AST nodes: put them back.
function withDirectives(schema: GraphQLSchema): DocumentNode {
  const printed = visit(parse(printSchema(schema)), {
    ObjectTypeDefinition: (node) => merged(node, schema),
    InterfaceTypeDefinition: (node) => merged(node, schema),
  }) as DocumentNode;
  return { kind: Kind.DOCUMENT, definitions: [...parse(LINK).definitions, ...printed.definitions] };
}

function merged<N extends { name: { value: string }; fields?: readonly FieldDefinitionNode[] }>(
  node: N,
  schema: GraphQLSchema,
): N {
  const type = schema.getType(node.name.value);
  if (!isObjectType(type) && !isInterfaceType(type)) return node;
  const access = accessDirectives(type);
  const fields = node.fields?.map((field) => ({
    ...field,
    directives: [
      ...join(field.directives, type.getFields()[field.name.value]?.astNode?.directives),
      ...access.ofField(field.name.value),
    ],
  }));
  return { ...node, directives: [...join([], type.astNode?.directives), ...access.ofType], fields };
}

function join(
  printed: readonly ConstDirectiveNode[] | undefined,
  kept: readonly ConstDirectiveNode[] | undefined,
): ConstDirectiveNode[] {
  // @deprecated is printed already.
  return [...(printed ?? []), ...(kept ?? []).filter((directive) => directive.name.value !== 'deprecated')];
}
