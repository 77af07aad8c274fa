import {
  ConfigError,
  createLogger,
  DEPLOY_RULES,
  loadConfig,
  refusals,
  stopOnSignals,
} from '@orrery/runtime';
import { runAuditTask } from '../audit/audit-task.js';
import { runEventsTask } from '../events/events-task.js';
import { printSubgraph } from '../graphql/subgraph-schema.js';
import type { AnyService } from './define-service.js';
import type { ServiceConfig } from './service-config.js';
import { type OpenService, openService, startService } from './start-service.js';

/**
 * A service's process. `node main.js` serves; `node main.js seed [--scale N]`, `print-sdl` and the service's own tasks
 * do one thing and exit. Faults end the process with one clear message and exit code 1.
 */
export async function runService(service: AnyService): Promise<void> {
  const [command = 'serve', ...rest] = process.argv.slice(2);
  try {
    if (command === 'serve' || command.startsWith('--')) {
      await serve(service, command === 'serve' ? rest : [command, ...rest]);
    } else {
      process.exitCode = await runOnce(service, command, rest);
    }
  } catch (error) {
    process.stderr.write(`${explain(service, error)}\n`);
    process.exit(1);
  }
}

async function serve(service: AnyService, argv: string[]): Promise<void> {
  const sources = { env: process.env, argv };
  const config = loadConfig(service.name, service.configSchema, sources, (settings) =>
    refusals(DEPLOY_RULES, 'service', settings),
  ) as ServiceConfig;
  const log = createLogger({ service: service.name, level: config.LOG_LEVEL });
  const running = await startService(service, config, { log });
  stopOnSignals(log, () => running.stop(), config.SHUTDOWN_TIMEOUT_MS);
  await running.ready;
}

async function runOnce(service: AnyService, command: string, argv: string[]): Promise<number> {
  if (command === 'print-sdl') {
    process.stdout.write(printSubgraph(service));
    return 0;
  }
  if (command === 'events') {
    return withService(service, ({ events }) =>
      runEventsTask({ events, service: service.name, write: (text) => process.stdout.write(text) }, argv),
    );
  }
  if (command === 'audit') {
    return withService(service, ({ audit }) =>
      runAuditTask({ log: audit, write: (text) => process.stdout.write(text) }, argv),
    );
  }
  const task = command === 'seed' ? seedTask(service) : service.tasks?.[command];
  if (!task) {
    const known = ['serve', 'seed', 'print-sdl', 'events', 'audit', ...Object.keys(service.tasks ?? {})];
    process.stderr.write(`${service.name} has no command ${command}; it has: ${known.join(', ')}\n`);
    return 2;
  }
  return withService(service, (opened) => task.run(opened.scope(), argv));
}

async function withService(
  service: AnyService,
  run: (opened: OpenService) => Promise<number>,
): Promise<number> {
  // A task serves no port: PORT may stay unset.
  const env = { PORT: '0', ...process.env };
  const config = loadConfig(service.name, service.configSchema, { env }) as ServiceConfig;
  const opened = await openService(service, { ...config, LOG_LEVEL: 'warn' });
  try {
    return await run(opened);
  } finally {
    await opened.close();
  }
}

function seedTask(service: AnyService): NonNullable<AnyService['tasks']>[string] {
  return {
    summary: 'Writes the deterministic demo data.',
    run: async (scope, argv) => {
      const scale = readScale(argv);
      const report = await service.seed(scope, { scale });
      const counts = Object.entries(report).map(([collection, count]) => `${count} ${collection}`);
      process.stdout.write(`${service.name}: ${counts.join(', ') || 'nothing to do'}\n`);
      return 0;
    },
  };
}

function readScale(argv: readonly string[]): number {
  const index = argv.findIndex((argument) => argument === '--scale' || argument.startsWith('--scale='));
  if (index < 0) return 1;
  const text = argv[index]?.split('=')[1] ?? argv[index + 1] ?? '';
  const scale = Number(text);
  if (!Number.isInteger(scale) || scale < 1 || scale > 100)
    throw new Error('--scale takes a whole number from 1 to 100');
  return scale;
}

function explain(service: AnyService, error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if ((error as { code?: string }).code === 'EADDRINUSE') {
    return `${service.name} cannot start: its port is taken. Set PORT to another, or end what listens there.`;
  }
  return `${service.name} failed: ${error instanceof Error ? error.message : String(error)}`;
}
