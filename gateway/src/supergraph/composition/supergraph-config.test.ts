import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSupergraphConfig } from './supergraph-config.js';

describe('a supergraph configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orrery-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (text: string) => {
    const file = join(folder, 'supergraph.yaml');
    await writeFile(file, text);
    return readSupergraphConfig(file);
  };

  it('should be read in order of names, with paths from its own folder', async () => {
    const subgraphs = await read(`federation_version: =2.14.4
subgraphs:
  zoo: { routing_url: "http://127.0.0.1:2/graphql", schema: { file: ./zoo.graphql } }
  ant: { routing_url: "http://127.0.0.1:1/graphql", schema: { file: s/ant.graphql } }
`);
    expect(subgraphs).toEqual([
      { name: 'ant', url: 'http://127.0.0.1:1/graphql', schemaFile: join(folder, 's/ant.graphql') },
      { name: 'zoo', url: 'http://127.0.0.1:2/graphql', schemaFile: join(folder, 'zoo.graphql') },
    ]);
  });

  it('should tell every fault with its place', async () => {
    const refusal = read(`federation_version: 1
subgraphs:
  zoo: { routing_url: "ftp://x", schema: { subgraph_url: "http://x" } }
`);
    const { message } = await refusal.then(
      () => new Error('it was read'),
      (error: Error) => error,
    );
    expect(message.split('\n').slice(1)).toEqual([
      '  federation_version: must be a version of federation 2',
      '  subgraphs.zoo.routing_url: must be an http or https address',
      '  subgraphs.zoo.schema.file: Invalid input: expected string, received undefined',
      '  subgraphs.zoo.schema: Unrecognized key: "subgraph_url"',
    ]);
  });
});
