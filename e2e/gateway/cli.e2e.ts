import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from './fixture/shop.js';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));
const NODE = ['--conditions=@orrery/source', '--import', 'tsx', MAIN];

describe('orrery-gateway', () => {
  let shop: Shop;
  let folder: string;
  let supergraph: string;

  beforeAll(async () => {
    shop = await startShop();
    folder = await mkdtemp(join(tmpdir(), 'orrery-cli-'));
    supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, shop.supergraphSdl);
  });
  afterAll(async () => {
    await shop.stop();
    await rm(folder, { recursive: true });
  });

  const start = (...flags: string[]): ChildProcess =>
    spawn(process.execPath, [...NODE, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });

  const failure = async (...flags: string[]) => {
    const child = start(...flags);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    return { code, stderr };
  };

  it('should serve a supergraph file, and end with 0 on SIGTERM', async () => {
    const child = start('--supergraph', supergraph, '--port', '0');
    const port = await new Promise<number>((resolve) => {
      let out = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const serving = out.split('\n').find((line) => line.includes('"msg":"serving"'));
        if (serving) resolve(JSON.parse(serving).port);
      });
    });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ goods(first: 1) { name score } }"}',
    });
    expect(await response.json()).toEqual({ data: { goods: [{ name: 'Lamp', score: 4.5 }] } });
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('should name a missing file and the remedy', async () => {
    const missing = join(folder, 'missing.graphql');
    expect(await failure('--supergraph', missing)).toEqual({
      code: 1,
      stderr: `orrery-gateway cannot start: the supergraph file ${missing} does not exist: run \`npm run compose\`, or name another with --supergraph FILE\n`,
    });
  });

  it('should refuse a supergraph with a rule of security that it would not enforce', async () => {
    const secured = join(folder, 'secured.graphql');
    const link = '@link(url: "https://specs.example.com/guard/v1.0", for: SECURITY)';
    await writeFile(secured, shop.supergraphSdl.replace('schema\n', `schema\n  ${link}\n`));
    const { code, stderr } = await failure('--supergraph', secured, '--port', '0');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^orrery-gateway cannot start: .*secured\.graphql: .*guard/);
  });

  it('should refuse an address for a subgraph that is not there, and list those that are', async () => {
    const { code, stderr } = await failure('--supergraph', supergraph, '--subgraph-urls', 'godos=http://h/');
    expect([code, stderr]).toEqual([
      1,
      `orrery-gateway cannot start: ${supergraph}: SUBGRAPH_URLS names godos, which the supergraph does not have: it has freight, goods, opinions\n`,
    ]);
  });

  it('should name a module of policies that decides none', async () => {
    const module = join(folder, 'policies.mjs');
    await writeFile(module, 'export const policies = 1;');
    const { code, stderr } = await failure(
      '--supergraph',
      supergraph,
      '--port',
      '0',
      '--authorization-policies',
      module,
    );
    expect([code, stderr]).toEqual([
      1,
      `orrery-gateway failed to start: AUTHORIZATION_POLICIES names ${module}, which has no function as its default export: export default (policies, caller) => ({})\n`,
    ]);
  });

  it('should name a taken port and the remedy', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    expect(await failure('--supergraph', supergraph, '--port', String(port))).toEqual({
      code: 1,
      stderr: `orrery-gateway cannot start: port ${port} is taken: end what listens there, or choose another with --port\n`,
    });
    holder.close();
  });

  it('should name a flag that it does not have', async () => {
    const { code, stderr } = await failure('--supergraph', supergraph, '--prot', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('--prot: is not a flag of this process');
  });
});
