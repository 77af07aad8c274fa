import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceLocator } from '@orrery/gateway/composition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSourceLocator } from './source-locator.js';

const SOURCES: Record<string, string> = {
  'subgraphs/toys/src/graphql/types/toy.type.ts': `import { Field, ObjectType } from 'type-graphql';

/** @ObjectType('Decoy') in a comment, with a stray ( of its own. */
@Directive('@key(fields: "id")')
@ObjectType('Toy', { description: "A child's (or a cat's) toy." })
export class ToyClass {
  @Field(() => ID, { name: 'id', description: 'Its id (opaque).' })
  _id!: string;

  @Field(() => String)
  @Directive('@shareable')
  readonly colour!: string;
}

registerEnumType(Size, {
  name: 'ToySize',
});

export const ToyConnection = connectionType(() => ToyClass, 'Toy', 'toys');
`,
  'subgraphs/toys/src/graphql/resolvers/toy.resolver.ts': `@Resolver(() => ToyClass)
export class ToyResolver {
  @Query(() => ToyClass, { nullable: true })
  async toy(@Arg('id', () => ID) id: string) {}

  @FieldResolver(() => Int)
  weight(@Root() toy: ToyClass) {}
}
`,
  'packages/kit/src/graphql/money.ts': `@ObjectType({ description: 'An amount.' })
export class Money {
  @Field(() => Int)
  amountMinor!: number;
}
`,
};

describe('the source locator', () => {
  let root: string;
  let locate: SourceLocator;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'orrery-locator-'));
    for (const [file, text] of Object.entries(SOURCES)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    locate = await createSourceLocator(root, ['toys']);
  });
  afterAll(() => rm(root, { recursive: true }));

  const type = 'subgraphs/toys/src/graphql/types/toy.type.ts';
  const resolver = 'subgraphs/toys/src/graphql/resolvers/toy.resolver.ts';
  it.each([
    ['a type by the name that its decorator gives', 'Toy', undefined, `${type}:6`],
    ['a field that has a name of its own in the schema', 'Toy', 'id', `${type}:8`],
    ['a field below several decorators', 'Toy', 'colour', `${type}:12`],
    ["a field resolver of the type's class", 'Toy', 'weight', `${resolver}:7`],
    ['a root operation', 'Query', 'toy', `${resolver}:4`],
    ['a registered enum', 'ToySize', undefined, `${type}:16`],
    ["a made connection's field at the connection", 'ToyConnection', 'nodes', `${type}:19`],
    ['an edge at its connection', 'ToyEdge', 'cursor', `${type}:19`],
    ['a type that the kit shares', 'Money', 'amountMinor', 'packages/kit/src/graphql/money.ts:4'],
    ["an inherited field at its type's class", 'Toy', 'inherited', `${type}:6`],
    ['nothing for a type that is in a comment only', 'Decoy', undefined, undefined],
  ])('should find %s', (_title, type, field, expected) => {
    expect(locate({ subgraph: 'toys', type, ...(field && { field }) })).toBe(expected);
  });
});
