import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { freePorts, launchSystem, pidOf, startSystem, type TestSystem } from '../start-system.js';

const CLI = fileURLToPath(new URL('../../dev/dist/cli.js', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function countProducts(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ products(first: 1) { totalCount } }' }),
  });
  return response.json();
}

describe('npm start', () => {
  let first: TestSystem;

  afterAll(async () => first?.stop());

  it('should say how far it is, and end with where everything is and whom to be', async () => {
    first = await startSystem();
    await first.printed('Ctrl-C stops everything');
    const output = first.output();
    expect(output).toMatch(/ok {5}databases .* s\n/);
    expect(output).toMatch(/demo data of accounts/);
    for (const [name, port] of Object.entries(first.places.ports)) {
      expect(output).toMatch(new RegExp(`${name} +http://localhost:${port}/graphql +ready`));
    }
    expect(output).toContain('ada@example.com');
  });

  it('should print a token that acts as a user, and name the demo users for one that is not there', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, ...args], {
        env: { PATH: process.env.PATH, ...first.places.env },
        encoding: 'utf8',
      });
    const token = run('token', '--user', 'ada@example.com');
    expect([token.status, token.stderr]).toEqual([0, '']);
    expect(token.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const unknown = run('token', '--user', 'nobody@example.com');
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain('There is no user nobody@example.com');
    expect(unknown.stderr).toContain('ada@example.com');
  });

  it('should refuse a second copy on the same data, and on the same ports', async () => {
    const again = spawnSync(process.execPath, [CLI, 'start'], {
      env: { PATH: process.env.PATH, ...first.places.env },
      encoding: 'utf8',
    });
    expect(again.status).toBe(1);
    expect(again.stderr).toContain(`in use by process ${first.places.launcherPid}`);
    const elsewhere = mkdtempSync(join(tmpdir(), 'orrery-elsewhere-'));
    const taken = spawnSync(process.execPath, [CLI, 'start'], {
      env: { PATH: process.env.PATH, ...first.places.env, ORRERY_DATA_DIR: elsewhere },
      encoding: 'utf8',
    });
    rmSync(elsewhere, { recursive: true, force: true });
    expect(taken.status).toBe(1);
    expect(taken.stderr).toContain(`port ${first.places.gatewayPort} is taken: set PORT to another`);
  });

  it('should start a crashed service again, and say so', async () => {
    process.kill(pidOf(first.places, 'catalog'), 'SIGKILL');
    await first.printed('catalog crashed (SIGKILL)');
    await first.printed('catalog is back');
    expect(await countProducts(first.places.gatewayPort)).toMatchObject({ data: { products: {} } });
  });

  it('should start crashed databases again with what they held', async () => {
    const before = await countProducts(first.places.gatewayPort);
    process.kill(pidOf(first.places, 'databases'), 'SIGKILL');
    await first.printed('databases is back');
    expect(await countProducts(first.places.gatewayPort)).toEqual(before);
  });

  it('should stop everything on SIGTERM, exit 0, and find the data as it was left', async () => {
    const before = await countProducts(first.places.gatewayPort);
    const names = ['databases', 'test-provider', 'gateway', ...Object.keys(first.places.ports)];
    const pids = names.map((name) => pidOf(first.places, name));
    await first.stop({ keepData: true });
    expect(await first.exited).toBe(0);
    expect(first.output()).toContain('Stopped. The data stays.');
    expect(pids.filter(isAlive)).toEqual([]);
    first = await startSystem({ places: first.places });
    expect(first.output()).not.toContain('demo data');
    expect(await countProducts(first.places.gatewayPort)).toEqual(before);
  });

  it('should leave nothing behind when the launcher itself is killed', async () => {
    const names = ['databases', 'test-provider', 'gateway', ...Object.keys(first.places.ports)];
    const pids = names.map((name) => pidOf(first.places, name));
    process.kill(first.places.launcherPid, 'SIGKILL');
    await first.exited;
    while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('a start that is interrupted', () => {
  it('should stop what is under way when npm is told to, exit 0 and leave nothing running', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'orrery-interrupted-'));
    const launcher = await launchSystem({ dataDir, byNpm: true });
    await launcher.printed('demo data of accounts');
    await launcher.stop({ keepData: true });
    expect(await launcher.exited).toBe(0);
    expect(launcher.output()).toMatch(/Stopping\nStopped\. The data stays\.\n$/);
    expect(launcher.output()).not.toContain('failed');
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
    expect(() => readFileSync(join(dataDir, 'lock'))).toThrow('ENOENT');
    rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('a start that cannot be', () => {
  it('should name a taken port with its remedy, and leave nothing running', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(startFailing({ ORDERS_PORT: String(port) })).resolves.toMatchObject({
      code: 1,
      output: expect.stringContaining(`port ${port} is taken: set ORDERS_PORT to another`),
    });
    server.close();
  });

  it("should show a service's last words when it ends while it starts", async () => {
    const { code, output } = await startFailing({ CATALOG_MONGODB_URI: 'mongodb://127.0.0.1:1/' });
    expect(code).toBe(1);
    expect(output).toMatch(/catalog/);
    expect(output).toMatch(/MONGODB_URI/);
  });

  it('should say of a damaged data folder which it is and what to do', async () => {
    const { code, output } = await startFailing({}, (dataDir) => {
      const folder = join(dataDir, 'data', 'catalog');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'embedded-mongo.json'), '{"format":1}');
      writeFileSync(join(folder, 'data.mdb'), Buffer.alloc(65_536, 'garbage'));
    });
    expect(code).toBe(1);
    expect(output).toMatch(/data\/catalog is damaged.*remove the folder/);
  });

  it('should report all faults of its configuration at once', () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'start', '--nonsense'], {
      env: { PATH: process.env.PATH, PORT: 'x', ORRERY_TYPO: '1' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    for (const name of ['--nonsense', 'PORT', 'ORRERY_TYPO']) expect(stderr).toContain(name);
  });
});

async function startFailing(
  extra: Record<string, string>,
  prepare?: (dataDir: string) => void,
): Promise<{ code: number | null; output: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-failing-'));
  prepare?.(dataDir);
  const ports = await freePorts(14);
  const names = ['accounts', 'catalog', 'inventory', 'orders', 'payments', 'reviews'];
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    ORRERY_DATA_DIR: dataDir,
    PORT: String(ports[0]),
    TEST_PROVIDER_PORT: String(ports[13]),
  };
  for (const [i, name] of names.entries()) {
    env[`${name.toUpperCase()}_PORT`] = String(ports[1 + 2 * i]);
    env[`${name.toUpperCase()}_DATABASE_PORT`] = String(ports[2 + 2 * i]);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'start'], {
    env: { ...env, ...extra },
    encoding: 'utf8',
  });
  expect(() => readFileSync(join(dataDir, 'lock'))).toThrow('ENOENT');
  rmSync(dataDir, { recursive: true, force: true });
  return { code: status, output: `${stdout}${stderr}` };
}
