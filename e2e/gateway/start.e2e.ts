import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './fixture/shop.js';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));

/** Tells on stderr of each module that is imported. */
const HOOKS = `import { writeSync } from 'node:fs';
  export const load = (url, context, next) => { writeSync(2, 'imported ' + url + '\\n'); return next(url, context); };`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOKS))});`;

/** Packages that some configurations need; together they take longer to load than all that every gateway needs. */
const DEAR = ['@apollo/server', '@apollo/gateway', '@apollo/composition', '@fastify/static', 'yaml'];

let shop: Shop;
let folder: string;
beforeAll(async () => {
  shop = await startShop();
  folder = await mkdtemp(join(tmpdir(), 'orrery-start-'));
});
afterAll(async () => {
  await shop.stop();
  await rm(folder, { recursive: true });
});

/** The packages that a gateway has imported by the time that it serves. */
async function imported(...flags: string[]): Promise<Set<string>> {
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, shop.supergraphSdl);
  const loaders = ['--conditions=@orrery/source', '--import', 'tsx', '--import', dataUrl(REGISTER)];
  const child = spawn(
    process.execPath,
    [...loaders, MAIN, '--supergraph', supergraph, '--port', '0', ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  let out = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    out += text;
    if (out.includes('"msg":"serving"')) break;
  }
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await gone;
  const names = told.matchAll(/^imported .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm);
  return new Set([...names].map(([, name]) => name as string));
}

function dataUrl(module: string): string {
  return `data:text/javascript,${encodeURIComponent(module)}`;
}

it('should import no package at the start that only another configuration needs', async () => {
  const own = await imported();
  expect(own).toContain('graphql');
  expect(DEAR.filter((name) => own.has(name))).toEqual([]);
});

it('should import Apollo Server where operations go through it', async () => {
  expect(await imported('--pipeline', 'apollo')).toContain('@apollo/server');
});
