import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { examplesFor, readExamples } from './examples.js';

const schema = buildSchema('type Query { deep(id: ID!): Int list(first: Int! = 3): [String!] }');

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-examples-'));
  try {
    await writeFile(join(folder, 'examples.graphql'), text);
    return await readExamples(join(folder, 'examples.graphql'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('should open each operation with its comments, in order, leaving out those that do not fit', async () => {
  const examples = await read(
    '# One.\nquery One { list }\n\nquery Gone { gone }\n\n# Two,\n# at length.\n{ deep(id: 1) }\n',
  );
  expect(examplesFor(schema, examples)).toEqual([
    { query: '# One.\nquery One { list }' },
    { query: '# Two,\n# at length.\n{ deep(id: 1) }' },
  ]);
});

it('should open an operation made from the schema when none fits', async () => {
  expect(examplesFor(schema, await read('query Gone { gone }'))).toEqual([
    { query: '# Ctrl-Space completes names; the book shows the schema.\nquery First {\n  list\n}' },
  ]);
});

it('should read the examples of the shipped domain', async () => {
  const names = (await readExamples(undefined)).map(({ query }) => /query (\w+)/.exec(query)?.[1]);
  expect(names).toEqual(['Products', 'Search', 'Categories', 'Me']);
});

it('should refuse a file that is not GraphQL', async () => {
  await expect(read('query {')).rejects.toThrow('Syntax Error');
});
