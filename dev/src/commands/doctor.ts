import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalConfig, portsOf, ROOT } from '../config.js';
import { DataFolderError, holderOf, lockDataFolder } from '../data/lock.js';
import { isOpen } from '../processes/ports.js';
import { answersReady } from '../processes/wait-ready.js';
import { columns } from '../table.js';
import { TEST_PROVIDER } from '../topology.js';

type Finding = readonly [mark: 'ok' | 'fault' | 'note', what: string, remedy: string];

/** `orrery doctor`: looks at everything that a start needs, and says what is wrong with it. Exits 1 when anything is. */
export async function doctor(config: LocalConfig): Promise<number> {
  const findings: Finding[] = [
    ...nodeVersion(),
    ...dataFolder(config),
    ...built(config),
    ...databases(config),
    ...(await ports(config)),
    ...browser(),
  ];
  process.stdout.write(`${columns(findings).join('\n')}\n`);
  return findings.some(([mark]) => mark === 'fault') ? 1 : 0;
}

function nodeVersion(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return [
    [fits ? 'ok' : 'fault', `Node ${process.versions.node}`, fits ? '' : 'install Node 20.19 or later'],
  ];
}

function dataFolder({ dataDir }: LocalConfig): Finding[] {
  if (holderOf(dataDir) !== undefined) return [['ok', `data folder ${dataDir}`, '']];
  try {
    lockDataFolder(dataDir)();
    return [['ok', `data folder ${dataDir}`, '']];
  } catch (error) {
    if (!(error instanceof DataFolderError)) throw error;
    return [['fault', `data folder ${dataDir}`, error.message]];
  }
}

function built({ services }: LocalConfig): Finding[] {
  const missing = [...services, TEST_PROVIDER]
    .filter(({ entry }) => !existsSync(join(ROOT, entry)))
    .map(({ name }) => name);
  if (missing.length === 0) return [['ok', 'all services are built', '']];
  return [['fault', `not built: ${missing.join(', ')}`, 'npm run build']];
}

async function ports(config: LocalConfig): Promise<Finding[]> {
  const holder = holderOf(config.dataDir);
  if (holder !== undefined) return running(config, holder);
  const all = portsOf(config);
  const open = await Promise.all(all.map(({ port }) => isOpen(port)));
  const taken = all.filter((_, i) => open[i]);
  if (taken.length === 0) return [['ok', `${all.length} ports are free`, '']];
  return taken.map(
    ({ variable, port }): Finding => ['fault', `port ${port} is taken`, `set ${variable} to another`],
  );
}

async function running(config: LocalConfig, holder: number): Promise<Finding[]> {
  const processes = [
    { name: 'gateway', port: config.gatewayPort },
    ...config.services.map(({ name, port }) => ({ name, port })),
    { name: TEST_PROVIDER.name, port: config.testProviderPort },
  ];
  const ready = await Promise.all(processes.map(({ port }) => answersReady(port)));
  const logs = join(config.dataDir, 'logs');
  return [
    ['ok', `the system runs (process ${holder})`, ''],
    ...processes.map(
      ({ name, port }, i): Finding =>
        ready[i]
          ? ['ok', `${name} is ready on port ${port}`, '']
          : ['fault', `${name} is not ready on port ${port}`, `see ${join(logs, `${name}.log`)}`],
    ),
  ];
}

function databases({ services }: LocalConfig): Finding[] {
  const own = services.filter(({ externalUri }) => externalUri).map(({ name }) => name);
  const embedded = services.length - own.length;
  const findings: Finding[] = [];
  if (embedded > 0) findings.push(['ok', `${embedded} embedded databases`, '']);
  if (own.length > 0) findings.push(['note', `a MongoDB of yours for ${own.join(', ')}`, '']);
  return findings;
}

function browser(): Finding[] {
  if (existsSync('/usr/bin/chromium')) return [['ok', 'chromium, for the browser tests', '']];
  return [['note', 'no chromium: the browser tests are skipped', 'apt-get install chromium']];
}
