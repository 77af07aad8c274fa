// `npm run audit [-- --allow-unavailable]`: known vulnerabilities of what is installed to run, by npm's own audit. Plain JavaScript
// without dependencies: it works on a fresh clone, before anything of it is installed or run.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FAILING = ['high', 'critical'];

const allowsUnavailable = process.argv.includes('--allow-unavailable');
process.exitCode = audit();

function audit() {
  const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--package-lock-only', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const report = parsed(stdout);
  const counts = report?.metadata?.vulnerabilities;
  if (!counts) return unavailable(error?.message ?? report?.message ?? 'npm printed no report');
  for (const { name, severity, range, fixAvailable } of Object.values(report.vulnerabilities ?? {})) {
    say(`${severity}  ${name} ${range}${fixAvailable ? ', and there is a fix' : ''}`);
  }
  say(`${counts.total} known vulnerabilities, ${sum(counts)} of them ${FAILING.join(' or ')}`);
  return sum(counts) > 0 ? 1 : 0;
}

// Nothing was looked at: that is no success unless whoever runs this said that it may be.
function unavailable(reason) {
  // The registry's address is of no use here, and may hold a token.
  const told = String(reason).replace(/\S*:\/\/\S*/g, 'the registry');
  say(`Nothing was audited: the registry offers no advisories (${told}).`);
  if (!allowsUnavailable) say('Run it where it does, or pass --allow-unavailable to go on without.');
  return allowsUnavailable ? 0 : 1;
}

function sum(counts) {
  return FAILING.reduce((total, severity) => total + counts[severity], 0);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
