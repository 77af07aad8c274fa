// The way in for every npm script: makes a fresh clone ready (packages installed, sources built), then hands over.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command = 'start', ...rest] = process.argv.slice(2);
const RUNS = new Set(['start', 'dev']);
const ENV = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

requireNode(20, 19);
installPackages();
await buildSources();
process.exitCode = await handOver();

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(`Orrery needs Node ${major}.${minor} or later; this is Node ${process.versions.node}.`);
}

function installPackages() {
  if (isInstalled()) return;
  say('Installing npm packages (about a minute the first time)');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    env: ENV,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0) fail('npm could not install the packages: see above, then try again.');
}

// npm writes down what it installed as its last step. What the lock file has beside that is for other platforms, or is
// optional, so only what the workspaces ask for by name has to be there.
function isInstalled() {
  const installed = packagesIn(join(ROOT, 'node_modules', '.package-lock.json'));
  const locked = packagesIn(join(ROOT, 'package-lock.json'));
  if (!installed || !locked) return false;
  const isSame = ([path, { version, integrity }]) =>
    locked[path]?.version === version && locked[path]?.integrity === integrity;
  const workspaces = Object.entries(locked).filter(([path]) => !path.includes('node_modules'));
  return (
    Object.entries(installed)
      .filter(([path]) => path.includes('node_modules/'))
      .every(isSame) &&
    workspaces.every(([folder, { dependencies, devDependencies }]) =>
      Object.keys({ ...dependencies, ...devDependencies }).every(
        (name) => installed[`${folder}/node_modules/${name}`] ?? installed[`node_modules/${name}`],
      ),
    )
  );
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function buildSources() {
  const turbo = join(ROOT, 'node_modules', '.bin', 'turbo');
  // What is about to run gets the graph of its sources; a test must see the one that is committed.
  const tasks = RUNS.has(command) ? ['build', 'compose:changed'] : ['build'];
  const args = ['run', ...tasks, '--output-logs=errors-only', '--log-prefix=none', '--no-color'];
  const child = spawn(turbo, args, { cwd: ROOT, env: ENV });
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGTERM', passOn).on('SIGINT', passOn);
  const timer = setTimeout(() => say('Building what changed (a minute or two the first time)'), 3_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => fail(error.message));
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('SIGTERM', passOn).off('SIGINT', passOn);
  // turbo that was told to stop ends with 0 all the same: its count tells.
  const [, done, total] = /Tasks: +(\d+) successful, (\d+) total/.exec(output) ?? [];
  if (code === 0 && done === total) return;
  process.stderr.write(`${output}\n`);
  fail(code ? 'The build failed: see above.' : 'The build was interrupted: try again.');
}

function handOver() {
  const node = (...args) => [process.execPath, args];
  const tsx = (...args) => [
    join(ROOT, 'node_modules', '.bin', 'tsx'),
    ['--conditions=@orrery/source', ...args],
  ];
  const cli = join(ROOT, 'dev', 'dist', 'cli.js');
  const commands = {
    start: () => node(cli, 'start', ...rest),
    dev: () => node(cli, 'dev', ...rest),
    orrery: () => node(cli, ...rest),
    compose: () => tsx(join(ROOT, 'scripts', 'compose.ts'), ...rest),
    check: () => tsx(join(ROOT, 'scripts', 'check.ts'), ...rest),
    test: () => tsx(join(ROOT, 'scripts', 'test.ts'), ...rest),
    // Built sources: type-graphql's classes need what the compiler emits about them.
    differential: () => [
      join(ROOT, 'node_modules', '.bin', 'tsx'),
      [join(ROOT, 'e2e', 'graph', 'differential', 'main.ts'), ...rest],
    ],
    fuzz: () => [
      join(ROOT, 'node_modules', '.bin', 'tsx'),
      [join(ROOT, 'e2e', 'security', 'fuzz', 'main.ts'), ...rest],
    ],
    bench: () => tsx(join(ROOT, 'bench', 'run.ts'), ...rest),
    faults: () => tsx(join(ROOT, 'bench', 'faults', 'run.ts'), ...rest),
    overload: () => tsx(join(ROOT, 'bench', 'overload', 'run.ts'), ...rest),
    'bench:checkout': () => tsx(join(ROOT, 'bench', 'checkout', 'run.ts'), ...rest),
    authz: () => tsx(join(ROOT, 'authz', 'run.ts'), ...rest),
    chaos: () => tsx(join(ROOT, 'chaos', 'run.ts'), ...rest),
  };
  if (!Object.hasOwn(commands, command)) fail(`There is no script ${command}: see package.json.`);
  const [file, args] = commands[command]();
  // Files that a user names are relative to where the user stands.
  const child = spawn(file, args, { cwd: process.env.INIT_CWD ?? process.cwd(), env: ENV, stdio: 'inherit' });
  // The child gets the terminal's signals itself, and decides when to end; a signal sent to this process is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

function say(line) {
  if (command !== 'orrery') process.stdout.write(`${line}\n`);
  else process.stderr.write(`${line}\n`); // its standard output is for what was asked for
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
