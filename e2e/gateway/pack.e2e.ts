import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './fixture/shop.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKED = ['packages/contracts', 'packages/runtime', 'gateway'];
const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev'];
const run = promisify(execFile);

let folder: string;
let shop: Shop;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orrery-pack-'));
  shop = await startShop();
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  await run('npx', ['turbo', 'run', 'build', '--filter=@orrery/gateway'], { cwd: ROOT, env });
  for (const path of PACKED) {
    await run('npm', ['pack', '--pack-destination', folder], { cwd: join(ROOT, path) });
  }
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  await writeFile(join(folder, 'package.json'), '{"name":"empty","private":true}');
  await writeFile(join(folder, 'supergraph.graphql'), shop.supergraphSdl);
  await run('npm', [...INSTALL, ...tarballs], { cwd: folder });
});
afterAll(async () => {
  await shop.stop();
  await rm(folder, { recursive: true });
});

it('should install from its tarballs alone, and serve with no database or type-graphql beside it', async () => {
  const installed = await readdir(join(folder, 'node_modules'));
  expect(await readdir(join(folder, 'node_modules/@orrery'))).toEqual(['contracts', 'gateway', 'runtime']);
  for (const name of ['mongoose', 'mongodb', 'type-graphql', 'reflect-metadata', 'react', 'vite']) {
    expect(installed).not.toContain(name);
  }
  const child = spawn(
    join(folder, 'node_modules/.bin/orrery-gateway'),
    ['--supergraph', 'supergraph.graphql', '--port', '0'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, ORRERY_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    let out = '';
    child.once('close', (code) => reject(new Error(`it ended with ${code}: ${out}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const serving = out.split('\n').find((line) => line.includes('"msg":"serving"'));
      if (serving) resolve(JSON.parse(serving).port);
    });
  });
  const base = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ goods(first: 1) { name freight } }"}',
  });
  expect(await answer.json()).toEqual({ data: { goods: [{ name: 'Lamp', freight: 30 }] } });
  const page = await fetch(base, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<title>Orrery explorer</title>');
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
