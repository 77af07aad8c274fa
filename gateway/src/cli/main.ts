#!/usr/bin/env node
import {
  bufferedOutput,
  createLogger,
  DEPLOY_RULES,
  loadConfig,
  refusals,
  stopOnSignals,
} from '@orrery/runtime';
import { gatewayConfigSchema } from '../config/gateway-config.js';
import { explainStartFailure } from './start-failure.js';
import { USAGE } from './usage.js';

const argv = process.argv.slice(2);
if (argv[0] === 'explain') {
  try {
    const { explain } = await import('./explain.js');
    process.stdout.write(await explain(argv.slice(1)));
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
} else if (argv.includes('--help') || argv.includes('-h')) {
  process.stdout.write(USAGE);
} else {
  try {
    const config = loadConfig('orrery-gateway', gatewayConfigSchema, { env: process.env, argv }, (settings) =>
      refusals(DEPLOY_RULES, 'gateway', settings),
    );
    const log = createLogger({ service: 'gateway', level: config.LOG_LEVEL }, bufferedOutput());
    const { createGatewayServer } = await import('../server/gateway-server.js');
    const server = await createGatewayServer(config, { log, processMetrics: true });
    stopOnSignals(log, () => server.stop(), config.SHUTDOWN_TIMEOUT_MS);
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  }
}
