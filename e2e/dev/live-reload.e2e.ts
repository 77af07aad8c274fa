import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pidOf, startSystem, type TestSystem } from '../start-system.js';
import { copySources, type SourceCopy } from './source-copy.js';

const NAMES = ['databases', 'gateway', 'accounts', 'catalog', 'inventory', 'orders', 'payments', 'reviews'];

describe('npm run dev', () => {
  let copy: SourceCopy;
  let system: TestSystem;

  beforeAll(async () => {
    copy = copySources();
    system = await startSystem({ root: copy.root, command: 'dev' });
  });

  afterAll(async () => {
    await system?.stop();
    copy?.remove();
  });

  const pids = () => Object.fromEntries(NAMES.map((name) => [name, pidOf(system.places, name)]));

  /** Puts `text` before the last closing brace of a source file. */
  function addToClass(path: string, text: string): () => void {
    const file = join(copy.root, path);
    const before = readFileSync(file, 'utf8');
    const end = before.lastIndexOf('}');
    writeFileSync(file, `${before.slice(0, end)}${text}${before.slice(end)}`);
    return () => writeFileSync(file, before);
  }

  async function ask(query: string): Promise<{ data?: unknown; errors?: unknown[] }> {
    const response = await fetch(`http://127.0.0.1:${system.places.gatewayPort}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: unknown; errors?: unknown[] };
  }

  /** Asks until the gateway, which loads a new supergraph by itself, knows what is asked for. */
  async function answered(query: string): Promise<unknown> {
    for (;;) {
      const { data, errors } = await ask(query);
      if (!errors) return data;
    }
  }

  it("should serve a subgraph's new field, and restart that subgraph only", async () => {
    const before = pids();
    addToClass(
      'subgraphs/catalog/src/graphql/types/brand.type.ts',
      `
  @Field(() => String, { description: 'The name in capitals.' })
  loudName(): string {
    return this.name.toUpperCase();
  }
`,
    );
    await system.printed('restart catalog ');
    const query = '{ products(first: 1) { nodes { brand { name loudName } } } }';
    const { products } = (await answered(query)) as {
      products: { nodes: { brand: { name: string; loudName: string } }[] };
    };
    const brand = products.nodes[0]?.brand;
    expect(brand?.loudName).toBe(brand?.name.toUpperCase());
    const after = pids();
    expect(NAMES.filter((name) => after[name] !== before[name])).toEqual(['catalog']);
  });

  it('should show a type error, and leave what runs as it is', async () => {
    const before = pids();
    const restore = addToClass(
      'subgraphs/reviews/src/graphql/types/product.type.ts',
      "\n  readonly wrong: number = 'text';\n",
    );
    await system.printed('What ran before goes on');
    expect(system.output()).toMatch(/src\/graphql\/types\/product\.type\.ts.* error TS2322/);
    expect(pids()).toEqual(before);
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    restore();
    await system.printed('restart reviews ');
  });

  it('should show a fault of composition with its source, and serve the last good graph until it is mended', async () => {
    const before = pids();
    const restore = addToClass(
      'subgraphs/catalog/src/graphql/types/product.type.ts',
      "\n  @Field(() => String, { description: 'Not ours to say.' })\n  rating(): string {\n    return '5';\n  }\n",
    );
    await system.printed('Product.rating');
    expect(system.output()).toContain('subgraphs/catalog/src/graphql/types/product.type.ts');
    expect(pids()).toEqual(before);
    expect(await ask('{ products(first: 1) { nodes { __typename } } }')).toEqual({
      data: { products: { nodes: [{ __typename: 'Product' }] } },
    });
    restore();
    await system.printed('restart catalog ', 2);
    expect(pids().catalog).not.toBe(before.catalog);
  });
});
