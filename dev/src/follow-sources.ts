import { execFile } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { watch } from 'chokidar';
import { ROOT } from './config.js';
import { explain } from './explain.js';
import type { LaunchedSystem } from './launch.js';
import { GATEWAY, TEST_PROVIDER } from './topology.js';

const run = promisify(execFile);
const ROOMS = ['subgraphs', 'packages', 'gateway'];
const MAX_LINES = 30;
// What turbo and npm say about themselves around a compiler's faults.
const NOISE =
  /^(cache miss|npm error|> | *(Tasks|Cached|Time|Failed): | *• |.*\bERROR\b.*(run failed|command .*exited))/;
const SETTLE_MS = 150; // an editor writes several files at once

/** A workspace's folder, such as `subgraphs/catalog`. */
type Workspace = string;

/**
 * Rebuilds and restarts what a change in the sources touches, and composes the supergraph anew; the gateway loads it by
 * itself. A fault is shown, and what ran before goes on. @returns what ends it
 */
export async function followSources(system: LaunchedSystem): Promise<() => Promise<void>> {
  const changed = new Set<Workspace>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const watcher = watch(
    ROOMS.map((room) => join(ROOT, room)),
    {
      ignored: (path, stats) => isIgnored(relative(ROOT, path), stats?.isFile() ?? false),
      ignoreInitial: true,
    },
  );
  watcher.on('all', (_event, path) => {
    changed.add(workspaceOf(relative(ROOT, path)));
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(() => applyChanges(system, changed));
    }, SETTLE_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  system.progress.say('Watching the sources of subgraphs, packages and the gateway.');
  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await working;
  };
}

// What could not be applied stays in `changed`: once its fault is mended, wherever that is, it is applied with the rest.
async function applyChanges(system: LaunchedSystem, changed: Set<Workspace>): Promise<void> {
  const workspaces = [...changed].sort();
  if (workspaces.length === 0) return;
  changed.clear();
  try {
    await apply(system, workspaces);
  } catch (error) {
    for (const workspace of workspaces) changed.add(workspace);
    system.progress.say(readable(error));
    system.progress.say('What ran before goes on; save again to try again.');
  }
}

async function apply(system: LaunchedSystem, workspaces: readonly Workspace[]): Promise<void> {
  const { progress } = system;
  const affected = affectedBy(system, workspaces);
  await progress.step(`build ${workspaces.join(', ')}`, () => build(workspaces, affected));
  const services = affected.filter((name) => name !== GATEWAY.name && name !== TEST_PROVIDER.name);
  // Before the restarts: a schema that does not compose is not served.
  if (services.length > 0) await progress.step('compose', () => compose(services));
  for (const name of affected) await progress.step(`restart ${name}`, () => system.process(name).restart());
}

// A service is touched by its own sources; all that stand on a package are touched by the package's.
function affectedBy({ installation }: LaunchedSystem, workspaces: readonly Workspace[]): string[] {
  const services = installation.config.services.map(({ name }) => name);
  if (workspaces.some((workspace) => /^packages\/(contracts|runtime)$/.test(workspace)))
    return [TEST_PROVIDER.name, ...services, GATEWAY.name];
  if (workspaces.includes('packages/kit')) return services;
  return workspaces.flatMap((workspace) =>
    [TEST_PROVIDER.name, ...services, GATEWAY.name].filter((name) => workspace === workspaceNamed(name)),
  );
}

function workspaceNamed(name: string): Workspace {
  if (name === TEST_PROVIDER.name) return `packages/${name}`;
  return name === GATEWAY.name ? name : `subgraphs/${name}`;
}

async function build(workspaces: readonly Workspace[], affected: readonly string[]): Promise<void> {
  const targets = new Set(
    workspaces.filter((workspace) => !/^packages\/(testkit|embedded-mongo)$/.test(workspace)),
  );
  for (const name of affected) targets.add(workspaceNamed(name));
  const filters = [...targets].map((workspace) => `--filter=./${workspace}`);
  if (filters.length === 0) return;
  const turbo = join(ROOT, 'node_modules', '.bin', 'turbo');
  await run(turbo, ['run', 'build', '--output-logs=errors-only', '--log-prefix=none', ...filters], {
    cwd: ROOT,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}

async function compose(services: readonly string[]): Promise<void> {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  await run(
    tsx,
    ['--conditions=@orrery/source', join('scripts', 'compose.ts'), '--only', services.join(',')],
    { cwd: ROOT },
  );
}

function workspaceOf(path: string): Workspace {
  const [room = '', name = ''] = path.split(sep);
  return room === 'gateway' ? room : `${room}/${name}`;
}

function isIgnored(path: string, isFile: boolean): boolean {
  const parts = path.split(sep);
  if (parts.some((part) => part === 'node_modules' || part === 'dist' || part === '.turbo')) return true;
  return isFile && (!parts.includes('src') || /\.test\.ts$/.test(path));
}

// What a command that failed printed: the compiler's faults are on its standard output, those of composing on the other.
function readable(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !NOISE.test(line));
  return said.length > 0 ? said.slice(0, MAX_LINES).join('\n') : explain(error);
}
