#!/usr/bin/env node
import { createLogger, loadConfig, stopOnSignals } from '@orrery/runtime';
import { configSchema } from './config.js';
import { startTestProvider } from './start.js';

const NAME = 'test-provider';

try {
  const config = loadConfig(NAME, configSchema, { env: process.env, argv: process.argv.slice(2) });
  const log = createLogger({ service: NAME, level: config.LOG_LEVEL });
  const running = await startTestProvider(config, log);
  stopOnSignals(log, () => running.stop(), config.SHUTDOWN_TIMEOUT_MS);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
