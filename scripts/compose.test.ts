import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('compose.ts', import.meta.url));
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const A = `${LINK}type Query { p: P }\ntype P @key(fields: "id") { id: ID! }\n`;
const B = `${LINK}type P @key(fields: "id") { id: ID! n: Int }\n`;

describe('npm run compose', () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'orrery-compose-'));
    await writeFile(
      join(root, 'supergraph.yaml'),
      ['a', 'b'].reduce(
        (yaml, name) =>
          `${yaml}  ${name}: { routing_url: "http://${name}.test/", schema: { file: ${name}.graphql } }\n`,
        'subgraphs:\n',
      ),
    );
    await writeFile(join(root, 'a.graphql'), A);
    await writeFile(join(root, 'b.graphql'), B);
  });
  afterAll(() => rm(root, { recursive: true }));

  const compose = (...argv: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const node = ['--conditions=@orrery/source', '--import', 'tsx', SCRIPT];
      execFile(
        process.execPath,
        [...node, '--config', join(root, 'supergraph.yaml'), ...argv],
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('should write the schemas once, find them unchanged after, and name a stale one', async () => {
    const stale =
      'stale: schemas/api.graphql, schemas/supergraph.graphql: run `npm run compose` and commit what it writes\n';
    expect(await compose('--check')).toEqual({ code: 1, stdout: '', stderr: stale });
    expect(await compose()).toEqual({
      code: 0,
      stdout: 'composed: wrote schemas/api.graphql, schemas/supergraph.graphql\n',
      stderr: '',
    });
    const written = await stat(join(root, 'schemas/supergraph.graphql'));
    expect(await compose()).toEqual({ code: 0, stdout: 'composed: nothing changed\n', stderr: '' });
    expect((await stat(join(root, 'schemas/supergraph.graphql'))).mtimeMs).toBe(written.mtimeMs);
    expect(await compose('--check')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await readFile(join(root, 'schemas/api.graphql'), 'utf8')).toBe(
      'type P {\n  id: ID!\n  n: Int\n}\n\ntype Query {\n  p: P\n}\n',
    );
  });

  it('should say what does not compose and write nothing', async () => {
    const before = await readFile(join(root, 'schemas/supergraph.graphql'), 'utf8').catch(() => '');
    await writeFile(join(root, 'b.graphql'), B.replace('n: Int', 'n: Int m: Missing'));
    const { code, stderr } = await compose();
    await writeFile(join(root, 'b.graphql'), B);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'the subgraphs do not compose: 1 error(s)\n  INVALID_GRAPHQL: [b] Unknown type Missing\n    in b: P.m\n',
    );
    expect(await readFile(join(root, 'schemas/supergraph.graphql'), 'utf8').catch(() => '')).toBe(before);
  });
});
