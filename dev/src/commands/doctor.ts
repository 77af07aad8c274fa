import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalConfig, portsOf, ROOT } from '../config.js';
import { isAlive } from '../data/lock.js';
import { isOpen } from '../processes/ports.js';
import { columns } from '../table.js';

type Finding = readonly [mark: 'ok' | 'fault' | 'note', what: string, remedy: string];

/** `orrery doctor`: looks at everything that a start needs, and says what is wrong with it. Exits 1 when anything is. */
export async function doctor(config: LocalConfig): Promise<number> {
  const findings: Finding[] = [
    ...nodeVersion(),
    ...dataFolder(config),
    ...built(config),
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
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return [['ok', `data folder ${dataDir}`, '']];
  } catch {
    return [['fault', `data folder ${dataDir}`, 'cannot be written: set ORRERY_DATA_DIR to another']];
  }
}

function built({ services }: LocalConfig): Finding[] {
  const missing = services.filter(({ entry }) => !existsSync(join(ROOT, entry))).map(({ name }) => name);
  if (missing.length === 0) return [['ok', 'all services are built', '']];
  return [['fault', `not built: ${missing.join(', ')}`, 'npm run build']];
}

async function ports(config: LocalConfig): Promise<Finding[]> {
  const lock = join(config.dataDir, 'lock');
  if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
    return [['ok', 'the system is running', '']];
  }
  const all = portsOf(config);
  const open = await Promise.all(all.map(({ port }) => isOpen(port)));
  const taken = all.filter((_, i) => open[i]);
  if (taken.length === 0) return [['ok', `${all.length} ports are free`, '']];
  return taken.map(
    ({ variable, port }): Finding => ['fault', `port ${port} is taken`, `set ${variable} to another`],
  );
}

function browser(): Finding[] {
  if (existsSync('/usr/bin/chromium')) return [['ok', 'chromium, for the browser tests', '']];
  return [['note', 'no chromium: the browser tests are skipped', 'apt-get install chromium']];
}
