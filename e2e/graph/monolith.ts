import { type Role, scopesOf } from '@orrery/contracts';
import type { AnyService, OpenService } from '@orrery/kit';
import { openService } from '@orrery/kit';
import { type Caller, createLogger, deadlineIn } from '@orrery/runtime';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  isObjectType,
  parse,
  specifiedScalarTypes,
} from 'graphql';
import { FieldOwners } from './monolith-owners.js';
import { type PartContext, resolverOf } from './monolith-resolver.js';

/** A service, and the configuration that binds it to its database. */
export interface MonolithPart {
  readonly service: AnyService;
  readonly mongodbUri: string;
}

/**
 * All services' resolvers stitched into one executable schema in one process: no gateway, no query plan, no HTTP.
 * Each field is resolved by the service that owns it, on that service's own view of the entity. It is slow and simple
 * on purpose: what it answers is what the federated graph must answer.
 */
export interface Monolith {
  execute(operation: string, variables?: Record<string, unknown>, caller?: Caller): Promise<ExecutionResult>;
  close(): Promise<void>;
}

/** Opens the services and stitches them along the API schema. */
export async function openMonolith(apiSdl: string, parts: readonly MonolithPart[]): Promise<Monolith> {
  const log = createLogger({ service: 'monolith', level: 'silent' });
  const opened = new Map<string, OpenService>();
  for (const { service, mongodbUri } of parts) {
    const config = service.configSchema.parse({
      PORT: '0',
      MONGODB_URI: mongodbUri,
      SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
      PROVIDER_URL: 'http://127.0.0.1:9', // payments': what is compared moves no money
    });
    opened.set(service.name, await openService(service, config as never, { log }));
  }
  const services = new Map(parts.map(({ service }) => [service.name, service]));
  const schema = stitch(apiSdl, opened, services);
  return {
    execute: async (operation, variables, caller = { kind: 'anonymous' }) => {
      const document: DocumentNode = parse(operation);
      const facts = { requestId: 'monolith', caller, deadline: deadlineIn(60_000), log };
      const contexts = new Map([...opened].map(([name, open]) => [name, open.context(facts) as never]));
      return execute({
        schema,
        document,
        variableValues: variables,
        rootValue: undefined,
        contextValue: { contexts } satisfies PartContext,
      });
    },
    close: async () => {
      for (const open of opened.values()) await open.close();
    },
  };
}

/** A caller as a verified token would make it. */
export function callerOf(user: { id: string; email: string; roles: readonly Role[] }): Caller {
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    roles: user.roles,
    scopes: scopesOf(user.roles),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

function stitch(
  apiSdl: string,
  opened: ReadonlyMap<string, OpenService>,
  services: ReadonlyMap<string, AnyService>,
): GraphQLSchema {
  const schema = buildSchema(apiSdl, { assumeValidSDL: true });
  const owners = new FieldOwners([...opened].map(([name, open]) => ({ name, sdl: open.subgraph.sdl })));
  const builtIn = new Set(specifiedScalarTypes.map(({ name }) => name));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || builtIn.has(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = resolverOf(type.name, field.name, { owners, opened, services });
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if ('resolveType' in type) type.resolveType = (value: { typename: string }) => value.typename;
  }
  return schema;
}
