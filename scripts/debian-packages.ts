import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';

/** The Debian packages that some suites need, and a file by which each is known to be there. */
export const DEBIAN_PACKAGES: readonly { name: string; file: string; usedFor: string }[] = [
  { name: 'chromium', file: '/usr/bin/chromium', usedFor: "the explorer's browser tests" },
  { name: 'rabbitmq-server', file: '/usr/lib/rabbitmq', usedFor: 'the tests of events over RabbitMQ' },
  { name: 'redis-server', file: '/usr/bin/redis-server', usedFor: 'the tests of rate limits in Redis' },
];

/** Those of {@link DEBIAN_PACKAGES} that this machine lacks. */
export function missingPackages() {
  return DEBIAN_PACKAGES.filter(({ file }) => !existsSync(file));
}

/** The line that installs packages. */
export function installLine(names: readonly string[]): string {
  return `apt-get install --yes --no-install-recommends ${names.join(' ')}`;
}

/**
 * Installs what is missing: when ORRERY_APT is 1, or when somebody at a terminal agrees. Nothing is installed unasked;
 * suites without their packages are skipped, and say so.
 */
export async function offerPackages(): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0 || !existsSync('/usr/bin/apt-get')) return;
  const names = missing.map(({ name }) => name);
  if (process.env.ORRERY_APT !== '1' && !(await agrees(missing))) return;
  process.stdout.write(`Installing ${names.join(', ')}\n`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const step of ['apt-get update --quiet', installLine(names)]) {
    const [command = '', ...args] = [...sudo, ...step.split(' ')];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status, stderr } = spawnSync(command, args, {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) {
      process.stdout.write(`${step} failed; the suites that need it are skipped:\n${stderr}\n`);
      return;
    }
  }
}

async function agrees(missing: readonly { name: string; usedFor: string }[]): Promise<boolean> {
  if (!process.stdin.isTTY || process.env.CI) return false;
  const list = missing.map(({ name, usedFor }) => `${name} (${usedFor})`).join(', ');
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`Install ${list} with apt-get? [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
