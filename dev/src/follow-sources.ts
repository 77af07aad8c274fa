import { execFile } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { watch } from 'chokidar';
import { ROOT } from './config.js';
import type { LaunchedSystem } from './launch.js';

const run = promisify(execFile);
const SETTLE_MS = 150; // an editor writes several files at once

/** What has to be built and restarted for a change in a workspace's sources. */
type Workspace = string;

/**
 * Rebuilds and restarts what a change in the sources touches, and composes the supergraph anew; the gateway loads it by
 * itself. A fault is shown, and what ran before goes on. @returns what ends it
 */
export async function followSources(system: LaunchedSystem): Promise<() => Promise<void>> {
  const changed = new Set<Workspace>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const watcher = watch([join(ROOT, 'subgraphs'), join(ROOT, 'packages'), join(ROOT, 'gateway')], {
    ignored: (path, stats) => isIgnored(relative(ROOT, path), stats?.isFile() ?? false),
    ignoreInitial: true,
  });
  watcher.on('all', (_event, path) => {
    changed.add(workspaceOf(relative(ROOT, path)));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const workspaces = [...changed];
      changed.clear();
      working = working.then(() => apply(system, workspaces));
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

async function apply(system: LaunchedSystem, workspaces: readonly Workspace[]): Promise<void> {
  const { progress } = system;
  try {
    const affected = affectedBy(system, workspaces);
    await progress.step(`build ${workspaces.join(', ')}`, () => build(workspaces, affected));
    const services = affected.filter((name) => name !== 'gateway');
    for (const name of services) await progress.step(`restart ${name}`, () => system.process(name).restart());
    if (services.length > 0) await progress.step('compose', compose);
    if (affected.includes('gateway')) {
      await progress.step('restart gateway', () => system.process('gateway').restart());
    }
  } catch (error) {
    progress.say(readable(error));
    progress.say('What ran before goes on; save again to try again.');
  }
}

// A service is touched by its own sources; everything is touched by a package that all stand on.
function affectedBy({ installation }: LaunchedSystem, workspaces: readonly Workspace[]): string[] {
  const services = installation.config.services.map(({ name }) => name);
  if (workspaces.some((workspace) => /^packages\/(contracts|runtime)$/.test(workspace)))
    return [...services, 'gateway'];
  if (workspaces.includes('packages/kit')) return services;
  return workspaces.flatMap((workspace) =>
    workspace === 'gateway' ? ['gateway'] : services.filter((name) => workspace === `subgraphs/${name}`),
  );
}

async function build(workspaces: readonly Workspace[], affected: readonly string[]): Promise<void> {
  const targets = new Set(
    workspaces.filter((workspace) => !/^packages\/(testkit|embedded-mongo)$/.test(workspace)),
  );
  for (const name of affected) targets.add(name === 'gateway' ? name : `subgraphs/${name}`);
  const filters = [...targets].map((workspace) => `--filter=./${workspace}`);
  if (filters.length === 0) return;
  const turbo = join(ROOT, 'node_modules', '.bin', 'turbo');
  await run(turbo, ['run', 'build', '--output-logs=errors-only', '--log-prefix=none', ...filters], {
    cwd: ROOT,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}

async function compose(): Promise<void> {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  await run(tsx, ['--conditions=@orrery/source', join('scripts', 'compose.ts')], { cwd: ROOT });
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

// A compiler says what is wrong on its standard output.
function readable(error: unknown): string {
  const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message?: string };
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim();
  const lines = said
    .split('\n')
    .filter((line) => /error|fault|subgraph|: /i.test(line) && !/^npm error/.test(line));
  return lines.length > 0 ? lines.slice(0, 20).join('\n') : (message ?? String(error));
}
