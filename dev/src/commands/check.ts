import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEPLOY_RULES, type DeployFinding, deployFindings, type Settings } from '@orrery/runtime';
import { ROOT } from '../config.js';
import { composeSettings, type ProcessSettings } from '../deploy/compose-settings.js';
import { readEnvFile } from '../deploy/env-file.js';
import { GATEWAY, SERVICES } from '../topology.js';

const USAGE = `Usage: npm run orrery -- check --deploy [--env-file FILE] [--process NAME]

Looks at what the gateway and the services would be started with, and lists every fault with its remedy; exits 1 when there is
any. Without --process that is docker-compose.yml with the variables of FILE (.env); with it, the variables of FILE and of this
shell as they are, for the gateway or one service.
`;

/** One finding, and the processes that have it. */
interface Told extends DeployFinding {
  readonly processes: string[];
}

/** `orrery check --deploy`: lists what is wrong with a deployment's settings. @returns 1 when there is a fault */
export function check(env: Settings, argv: readonly string[]): number {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      deploy: { type: 'boolean' },
      'env-file': { type: 'string' },
      process: { type: 'string' },
    },
  });
  if (!values.deploy) {
    process.stderr.write(USAGE);
    return 2;
  }
  const file = envFile(values['env-file']);
  const known = { ...file, ...env };
  const { processes, missing } = values.process
    ? { processes: [single(values.process, known)], missing: [] }
    : composeSettings(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), known, ROOT);
  const told = [...missing.map((name) => notSet(name)), ...together(processes)];
  process.stdout.write(`${report(told)}\n`);
  return told.some(({ severity }) => severity === 'fault') ? 1 : 0;
}

// A file that is named must be there; compose's own may be missing where the shell has the variables.
function envFile(path: string | undefined): Settings {
  const file = path === undefined ? join(ROOT, '.env') : resolve(path);
  if (path === undefined && !existsSync(file)) return {};
  return readEnvFile(readFileSync(file, 'utf8'));
}

function single(name: string, settings: Settings): ProcessSettings {
  const names = [GATEWAY.name, ...SERVICES.map((service) => service.name)];
  if (!names.includes(name)) throw new Error(`there is no process ${name}; there are ${names.join(', ')}`);
  return { name, kind: name === GATEWAY.name ? 'gateway' : 'service', settings };
}

function notSet(name: string): Told {
  const remedy = 'set it in the file of variables: deploy/env.example names them all';
  return { name, severity: 'fault', message: 'is asked for and not set', remedy, processes: ['compose'] };
}

// The same fault of several processes is told once.
function together(processes: readonly ProcessSettings[]): Told[] {
  const told = new Map<string, Told>();
  for (const { name: processName, kind, settings } of processes) {
    for (const finding of deployFindings(DEPLOY_RULES, kind, settings)) {
      const key = `${finding.name} ${finding.message}`;
      const known = told.get(key);
      if (known) known.processes.push(processName);
      else told.set(key, { ...finding, processes: [processName] });
    }
  }
  return [...told.values()];
}

function report(told: readonly Told[]): string {
  const faults = told.filter(({ severity }) => severity === 'fault').length;
  const bySeverity = [...told].sort((a, b) => a.severity.localeCompare(b.severity));
  const lines = bySeverity.flatMap(({ severity, name, message, remedy, processes }) => [
    `${severity.padEnd(8)} ${name} (${processes.join(', ')}): ${message}`,
    `         remedy: ${remedy}`,
  ]);
  return [...lines, `${faults} faults, ${told.length - faults} warnings`].join('\n');
}
