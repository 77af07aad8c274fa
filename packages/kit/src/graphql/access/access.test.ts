import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import type { Role, Scope } from '@orrery/contracts';
import { ANONYMOUS, type Caller } from '@orrery/runtime';
import { createSourceEventStream, type ExecutionResult, execute, parse } from 'graphql';
import {
  Directive,
  Field,
  FieldResolver,
  InterfaceType,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineService, type ResolverClass } from '../../service/define-service.js';
import { foreignEntity } from '../references.js';
import { buildSubgraph, printSubgraph } from '../subgraph-schema.js';
import { Authenticated, Owner, Policy, Public, Scopes } from './decorators.js';

const READ: Scope = 'orders:read';
const OWNER = 'usr_1';

@InterfaceType('Named', { description: 'What has a name.', resolveType: () => 'Thing' })
abstract class Named {
  @Authenticated()
  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string;
}

// Mixed rules: each field says its own.
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Thing', { implements: Named, description: 'A thing.' })
class Thing extends Named {
  @Field(() => String, { description: 'Its id.' })
  id!: string;

  @Scopes([[READ, 'users:read'], ['audit:read']])
  @Field(() => String, { nullable: true, description: 'For staff.' })
  note!: string;

  @Owner<Thing>(({ userId }) => userId, { orScopes: [READ] })
  @Field(() => String, { nullable: true, description: "The owner's." })
  secret!: string;

  @Owner<Thing>(({ userId }) => userId)
  @Field(() => String, { description: "The owner's, and always there." })
  pin!: string;

  userId!: string | null;
}

// One rule for all fields.
@Owner<Box>(({ userId }) => userId, { orScopes: [READ] })
@ObjectType('Box', { description: 'A box.' })
class Box {
  @Field(() => String, { nullable: true, description: 'What is in it.' })
  content!: string;

  userId!: string;
}

const ROW = { id: 't1', name: 'Thing', note: 'n', secret: 's', pin: '1', userId: OWNER };
let resolved: string[] = [];

@Resolver(() => Thing)
class ThingResolver {
  @Public()
  @Query(() => Thing, { description: 'A thing.' })
  thing() {
    return ROW;
  }

  @Public()
  @Query(() => Named, { description: 'A thing by its interface.' })
  named() {
    return ROW;
  }

  @Authenticated()
  @Query(() => Box, { description: 'A box.' })
  box() {
    resolved.push('box');
    return { content: 'c', userId: OWNER };
  }

  @Policy<Thing>(
    'thing:named',
    (caller, { name }) => caller.kind === 'user' && caller.email.startsWith(name.toLowerCase()),
  )
  @FieldResolver(() => String, { nullable: true, description: 'For namesakes.' })
  greeting(): string {
    resolved.push('greeting');
    return 'hello';
  }

  @Scopes([[READ]])
  @FieldResolver(() => String, { nullable: true, description: 'Computed for staff.' })
  computed(@Root() { id }: Thing): string {
    resolved.push('computed');
    return `computed ${id}`;
  }

  @Scopes([[READ]])
  @Subscription(() => Thing, { topics: 'things', description: 'Things.' })
  things(): object {
    return ROW;
  }
}

function serviceOf(...resolvers: ResolverClass[]) {
  return defineService({
    name: 'things',
    configSchema: z.object({}) as never,
    models: () => ({}),
    loaders: () => ({}),
    resolvers,
    orphanedTypes: [Box],
    references: { Thing: foreignEntity() },
    seed: async () => ({}),
  });
}

const user = (userId: string, ...scopes: Scope[]): Caller => ({
  kind: 'user',
  userId,
  email: `${userId}@example.com`,
  roles: ['CUSTOMER' satisfies Role],
  scopes,
  expiresAt: 4_102_444_800,
});
const machine = (...scopes: Scope[]): Caller => ({
  kind: 'machine',
  clientId: 'client:1',
  roles: [],
  scopes,
  expiresAt: 4_102_444_800,
});

describe('access', () => {
  const { schema, sdl, accessFaults } = buildSubgraph(serviceOf(ThingResolver), createPubSub() as never);
  const run = (document: string, caller: Caller) =>
    execute({
      schema,
      document: parse(document),
      contextValue: { caller, loaders: {} },
    }) as Promise<ExecutionResult>;
  const codesOf = ({ errors = [] }: ExecutionResult) =>
    errors.map(({ path, originalError }) => [path?.join('.'), (originalError as { code?: string }).code]);

  beforeEach(() => {
    resolved = [];
  });

  it('should find nothing wrong where all is declared', () => {
    expect(accessFaults).toEqual([]);
  });

  it('should refuse before anything is resolved', async () => {
    const nobody = await run('{ thing { id computed } }', ANONYMOUS);
    expect(nobody.data).toEqual({ thing: { id: 't1', computed: null } });
    expect(codesOf(nobody)).toEqual([['thing.computed', 'UNAUTHENTICATED']]);
    const customer = await run('{ thing { computed } }', user('usr_2'));
    expect(codesOf(customer)).toEqual([['thing.computed', 'FORBIDDEN']]);
    expect(codesOf(await run('{ box { content } }', ANONYMOUS))).toEqual([['box', 'UNAUTHENTICATED']]);
    expect(resolved).toEqual([]);
    expect((await run('{ thing { computed } }', user('usr_2', READ))).data).toEqual({
      thing: { computed: 'computed t1' },
    });
  });

  it('should take one of several groups of scopes, and of a group all', async () => {
    const noteFor = async (caller: Caller) => (await run('{ thing { note } }', caller)).data;
    expect(await noteFor(user('usr_2', READ))).toEqual({ thing: { note: null } });
    expect(await noteFor(user('usr_2', READ, 'users:read'))).toEqual({ thing: { note: 'n' } });
    expect(await noteFor(machine('audit:read'))).toEqual({ thing: { note: 'n' } });
  });

  it('should ask a policy, and say its name to the gateway', async () => {
    const namesake = { ...user('usr_3'), email: 'thing@example.com' } as Caller;
    expect(codesOf(await run('{ thing { greeting } }', ANONYMOUS))).toEqual([
      ['thing.greeting', 'UNAUTHENTICATED'],
    ]);
    expect(codesOf(await run('{ thing { greeting } }', user('usr_2')))).toEqual([
      ['thing.greeting', 'FORBIDDEN'],
    ]);
    expect(resolved).toEqual([]);
    expect((await run('{ thing { greeting } }', namesake)).data).toEqual({ thing: { greeting: 'hello' } });
    expect(sdl).toContain('greeting: String @policy(policies: [["thing:named"]])');
    expect(() => Policy('a b', () => true)).toThrow('needs a name');
  });

  it("should make another's field absent, or not found where it cannot be null", async () => {
    const other = await run('{ thing { secret } }', user('usr_2'));
    expect(other).toEqual({ data: { thing: { secret: null } } });
    expect(codesOf(await run('{ thing { pin } }', user('usr_2', READ)))).toEqual([
      ['thing.pin', 'NOT_FOUND'],
    ]);
    expect((await run('{ thing { secret pin } }', user(OWNER))).data).toEqual({
      thing: { secret: 's', pin: '1' },
    });
    expect((await run('{ thing { secret } }', machine(READ))).data).toEqual({ thing: { secret: 's' } });
  });

  it("should refuse each field of another's row, whoever returned it", async () => {
    const other = await run('{ box { content } }', user('usr_2'));
    expect(other.data).toEqual({ box: { content: null } });
    expect(codesOf(other)).toEqual([['box.content', 'NOT_FOUND']]);
    expect((await run('{ box { content } }', user(OWNER))).data).toEqual({ box: { content: 'c' } });
  });

  it('should hold through interfaces, aliases, fragments and _entities', async () => {
    const query = `
      fragment Staff on Thing { x: note }
      { named { name ... on Thing { y: secret ...Staff } }
        _entities(representations: [{ __typename: "Thing", id: "t1", note: "n", secret: "s", userId: "usr_1" }]) {
          ... on Thing { id note secret }
        } }`;
    const { data } = await run(query, ANONYMOUS);
    expect(data).toEqual({
      named: { name: null, y: null, x: null },
      _entities: [{ id: 't1', note: null, secret: null }],
    });
  });

  it('should refuse a subscription at its start, and each of its events', async () => {
    const args = (caller: Caller) => ({
      schema,
      document: parse('subscription { things { id } }'),
      contextValue: { caller },
    });
    const refused = await createSourceEventStream(args(user('usr_2')));
    expect(codesOf(refused as ExecutionResult)).toEqual([['things', 'FORBIDDEN']]);
    const started = await createSourceEventStream(args(user('usr_2', READ)));
    expect(Symbol.asyncIterator in started).toBe(true);
    await (started as AsyncGenerator).return(undefined);
    // The same stream after the caller has lost the scope.
    const event = (await execute({ ...args(user('usr_2')), rootValue: ROW })) as ExecutionResult;
    expect(codesOf(event)).toEqual([['things', 'FORBIDDEN']]);
  });

  it('should be printed without a word about owners beside public fields', () => {
    expect(sdl).toMatch(/secret: String\n/);
  });
});

describe('a schema that does not say who may have what', () => {
  @ObjectType('Bare', { description: 'Undeclared.' })
  class Bare {
    @Field(() => String, { description: 'A.' })
    a!: string;

    @Public()
    @Field(() => String, { description: 'B.' })
    b!: string;
  }

  @Resolver()
  class BareResolver {
    @Public()
    @Query(() => Bare, { nullable: true, description: 'Bare.' })
    bare() {
      return { a: 'a', b: 'b' };
    }

    @Query(() => String, { nullable: true, description: 'Undeclared.' })
    open() {
      return 'open';
    }

    @Owner(() => OWNER)
    @Query(() => String, { nullable: true, description: 'No row.' })
    mine() {
      return 'mine';
    }
  }

  it('should not be printed: all places are named at once, with the remedy', () => {
    const printed = () => printSubgraph(serviceOf(BareResolver));
    expect(printed).toThrow(/things does not say who may have what:\n/);
    for (const place of [
      'Bare.a does not say',
      'Query.open does not say',
      'Query.mine has no row',
      '@Public()',
    ]) {
      expect(printed).toThrow(place);
    }
    expect(printed).not.toThrow('Bare.b');
  });

  it('should refuse what declares nothing, to everybody', async () => {
    const { schema } = buildSubgraph(serviceOf(BareResolver), createPubSub() as never);
    const answer = (await execute({
      schema,
      document: parse('{ open bare { b } }'),
      contextValue: { caller: user(OWNER, READ) },
    })) as ExecutionResult;
    expect(answer.data).toEqual({ open: null, bare: { b: 'b' } });
    expect(answer.errors?.[0]?.message).toBe('Nothing says who may have Query.open.');
  });

  it('should not be told twice', () => {
    expect(() => {
      @Public()
      @Authenticated()
      class Twice {}
      return Twice;
    }).toThrow('Twice declares its access twice');
    expect(() => {
      @Scopes([[READ]])
      class Sub extends Box {}
      return Sub;
    }).toThrow('here and in Box');
    expect(() => Scopes([[]])).toThrow('needs a scope');
  });
});
