import { Args, ArgsType, Ctx, Directive, Field, ID, Query, Resolver } from 'type-graphql';
import { Scopes } from '../graphql/access/decorators.js';
import { toConnection } from '../graphql/connection.js';
import { PageArgs, pageRequest } from '../graphql/page-args.js';
import type { ResolverClass } from '../service/define-service.js';
import type { ServiceContext } from '../service/scopes.js';
import type { StoredAuditRecord } from './audit-log.js';
import { type AuditRecord, AuditRecordConnection } from './audit-record.type.js';

@ArgsType()
class AuditLogArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only what was done to this, or with it.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this user or machine did.' })
  actorId?: string | null;
}

const made = new Map<string, ResolverClass>();

/** The field by which administrators read what was done in a service: `ordersAuditLog`. Every service has its own. */
export function auditLogResolver(service: string): ResolverClass {
  const known = made.get(service) ?? makeResolver(service);
  made.set(service, known); // type-graphql never forgets a class
  return known;
}

function makeResolver(service: string): ResolverClass {
  @Resolver()
  class AuditLogResolver {
    @Scopes([['audit:read']])
    @Directive('@tag(name: "staff")')
    @Query(() => AuditRecordConnection, {
      name: fieldName(service),
      description: `Who did what to which entity in ${service}, the latest first. For administrators.`,
    })
    async auditLog(
      @Args(() => AuditLogArgs) { entityId, actorId, ...args }: AuditLogArgs,
      @Ctx() { audit }: ServiceContext<unknown, unknown>,
    ) {
      const filter = { entityId: entityId ?? undefined, actorId: actorId ?? undefined };
      const { nodes, cursorOf, ...page } = await audit.page(pageRequest(args), filter);
      const stored = new Map(nodes.map((record) => [asType(record), record]));
      return toConnection(
        {
          ...page,
          nodes: [...stored.keys()],
          cursorOf: (node) => cursorOf(stored.get(node) as StoredAuditRecord),
        },
        () => audit.count(filter),
      );
    }
  }
  return AuditLogResolver;
}

// A name of GraphQL's, whatever signs a service's name has.
function fieldName(service: string): string {
  return `${service.replace(/[^A-Za-z0-9]+(.)/g, (_signs, next: string) => next.toUpperCase())}AuditLog`;
}

function asType({ at, requestId, command, actor, entities }: StoredAuditRecord): AuditRecord {
  return {
    at,
    requestId,
    command,
    actorKind: actor.kind,
    actorId: actor.id,
    actorRoles: actor.roles,
    entityIds: entities.map(({ id }) => id),
  };
}
