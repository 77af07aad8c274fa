import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { execute, type GraphQLObjectType, parse, validateSchema } from 'graphql';
import { Arg, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineService } from '../service/define-service.js';
import { Public } from './access/decorators.js';
import { foreignEntity } from './references.js';
import { buildSubgraph } from './subgraph-schema.js';

@Public()
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sku")')
@ObjectType('Thing', { description: 'A thing.' })
class Thing {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Directive('@tag(name: "staff")')
  @Field(() => String, { nullable: true, deprecationReason: 'Use id.', description: 'Its code.' })
  sku?: string;

  @Directive('@external')
  @Field(() => String, { description: 'Its weight.' })
  weight?: string;
}

@Public()
@ObjectType('Orphan', { description: 'What no field returns.' })
class Orphan {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

@Resolver(() => Thing)
class ThingResolver {
  @Public()
  @Query(() => Thing, { nullable: true, description: 'One thing.' })
  thing(@Arg('id', () => ID, { description: 'Its id.' }) id: string): Thing {
    return { id };
  }

  @Directive('@requires(fields: "weight")')
  @FieldResolver(() => String, { description: 'What it weighs, in words.' })
  label(@Root() { weight }: Thing): string {
    return `weighs ${weight}`;
  }
}

const service = defineService({
  name: 'things',
  configSchema: z.object({}) as never,
  models: () => ({}),
  loaders: () => ({}),
  resolvers: [ThingResolver],
  orphanedTypes: [Orphan],
  references: { Thing: foreignEntity() },
  seed: async () => ({}),
});

describe('buildSubgraph', () => {
  const { schema, sdl } = buildSubgraph(service, createPubSub() as never);

  it('should keep the directives of types and fields, each once', () => {
    expect(sdl).toContain('type Thing @key(fields: "id") @key(fields: "sku") {');
    expect(sdl).toContain('sku: String @deprecated(reason: "Use id.") @tag(name: "staff")');
    expect(sdl).toContain('weight: String! @external');
    expect(sdl).toContain('label: String! @requires(fields: "weight")');
    expect(sdl.match(/@deprecated/g)).toHaveLength(1);
  });

  it('should link federation, and keep descriptions and types that no field returns', () => {
    expect(sdl).toContain('@link(url: "https://specs.apollo.dev/federation/v2.9"');
    expect(sdl).toContain('"""A thing."""');
    expect(sdl).toContain('type Orphan {');
  });

  it('should be the same text each time', () => {
    expect(buildSubgraph(service, createPubSub() as never).sdl).toBe(sdl);
  });

  it('should be a valid schema that serves its SDL and its entities', async () => {
    expect(validateSchema(schema)).toEqual([]);
    expect((schema.getType('Query') as GraphQLObjectType).getFields()).toHaveProperty('_service');
    const document = parse(`{
      _service { sdl }
      _entities(representations: [{ __typename: "Thing", id: "t1", weight: "5 g" }]) { ... on Thing { id label } }
    }`);
    const { data, errors } = await execute({ schema, document, contextValue: { loaders: {} } });
    expect(errors).toBeUndefined();
    expect(data?._entities).toEqual([{ id: 't1', label: 'weighs 5 g' }]);
    expect(data?._service).toEqual({ sdl: expect.stringContaining('@key(fields: "sku")') });
  });
});
