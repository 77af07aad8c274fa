import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../dev/src/topology.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where a started system is; plain data. */
export interface SystemPlaces {
  readonly dataDir: string;
  readonly gatewayPort: number;
  /** By service. */
  readonly ports: Readonly<Record<string, number>>;
  readonly databasePorts: Readonly<Record<string, number>>;
  readonly launcherPid: number;
  /** The environment that the system was started with: commands that are run with it work on this system. */
  readonly env: Readonly<Record<string, string>>;
}

/** A system that a test started. */
export interface TestSystem {
  readonly places: SystemPlaces;
  /** Everything that the launcher printed so far. */
  output(): string;
  /** Resolves when the launcher has printed `text`, so many times. @default times 1 */
  printed(text: string, times?: number): Promise<void>;
  /** Resolves with the launcher's exit code. */
  readonly exited: Promise<number | null>;
  /** Ends the launcher, and removes the data unless it is to be kept. */
  stop(options?: { keepData?: boolean }): Promise<void>;
}

/** How a system is started. */
export interface StartOptions {
  /** The repository's folder. @default that of this file */
  readonly root?: string;
  /** @default a temporary folder */
  readonly dataDir?: string;
  /** Where a system was that is to be started again. */
  readonly places?: SystemPlaces;
  /** @default start */
  readonly command?: 'start' | 'dev';
  /** Whether it is npm that is run, as people do, which builds what changed first. @default false */
  readonly byNpm?: boolean;
}

/** Starts the system by its own command, on free ports and in a temporary folder, and waits until it says that it is ready. */
export async function startSystem(options: StartOptions = {}): Promise<TestSystem> {
  const system = await launchSystem(options);
  await Promise.race([
    system.printed('Orrery is ready'),
    system.exited.then((code) => {
      throw new Error(`the system ended with ${code} while it started:\n${system.output()}`);
    }),
  ]);
  return system;
}

/** Starts the system as {@link startSystem} does, without waiting for it. */
export async function launchSystem(options: StartOptions = {}): Promise<TestSystem> {
  const env = options.places?.env ?? (await freshEnvironment(options.dataDir));
  const root = options.root ?? ROOT;
  const command = options.command ?? 'start';
  const [file, args] = options.byNpm
    ? ['npm', ['run', command]]
    : [process.execPath, [join(root, 'dev', 'dist', 'cli.js'), command]];
  const child = spawn(file, args, {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child, env);
}

function follow(child: ChildProcess, env: Readonly<Record<string, string>>): TestSystem {
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const dataDir = env.ORRERY_DATA_DIR ?? '';
  return {
    places: placesOf(env, child.pid ?? 0),
    output: () => output,
    printed: (text, times = 1) =>
      new Promise((resolve) => {
        const check = () => {
          if (output.split(text).length <= times) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      }),
    exited,
    stop: async ({ keepData = false } = {}) => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function freshEnvironment(dataDir?: string): Promise<Record<string, string>> {
  const ports = await freePorts(3 + 2 * SERVICES.length);
  const env: Record<string, string> = {
    ORRERY_DATA_DIR: dataDir ?? mkdtempSync(join(tmpdir(), 'orrery-system-')),
    PORT: String(ports[0]),
    TEST_PROVIDER_PORT: String(ports.at(-1)),
    OIDC_PORT: String(ports.at(-2)),
  };
  for (const [i, { name }] of SERVICES.entries()) {
    env[`${name.toUpperCase()}_PORT`] = String(ports[1 + 2 * i]);
    env[`${name.toUpperCase()}_DATABASE_PORT`] = String(ports[2 + 2 * i]);
  }
  return env;
}

function placesOf(env: Readonly<Record<string, string>>, launcherPid: number): SystemPlaces {
  const byName = (suffix: string) =>
    Object.fromEntries(SERVICES.map(({ name }) => [name, Number(env[`${name.toUpperCase()}_${suffix}`])]));
  return {
    dataDir: env.ORRERY_DATA_DIR ?? '',
    gatewayPort: Number(env.PORT),
    ports: byName('PORT'),
    databasePorts: byName('DATABASE_PORT'),
    launcherPid,
    env,
  };
}

// What the tests themselves are run with is not the system's.
function cleanEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'MONGODB_URI'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Ports that are free at the moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The id of a running process of the system. */
export function pidOf(places: SystemPlaces, name: string): number {
  return Number(readFileSync(join(places.dataDir, 'run', `${name}.pid`), 'utf8'));
}
