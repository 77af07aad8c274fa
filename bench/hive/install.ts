import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Installs Hive Gateway beside this file, unless it is there. @throws Error when npm could not */
export function installHive(say: (line: string) => void): void {
  // npm writes this file as its last step.
  const done = `${FOLDER}node_modules/.package-lock.json`;
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(`${FOLDER}package-lock.json`).mtimeMs) return;
  say('Installing Hive Gateway into bench/hive (about a minute, the first time)');
  const args = ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('npm could not install Hive Gateway: leave it out with --only');
}
