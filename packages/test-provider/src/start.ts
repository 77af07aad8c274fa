import type { Logger } from '@orrery/runtime';
import type { TestProviderConfig } from './config.js';
import { EffectLog, type LogEntry } from './effect-log.js';
import { Ledger } from './ledger.js';
import { createServer } from './server.js';

/** A test provider that answers. */
export interface RunningTestProvider {
  readonly port: number;
  /** `http://host:port` */
  readonly url: string;
  /** Everything that it decided, in its order. */
  readonly entries: readonly LogEntry[];
  /** Ends it, breaking open connections. */
  stop(): Promise<void>;
}

/** Opens the log and serves. @throws Error when the log is damaged, or the port is taken */
export async function startTestProvider(
  config: TestProviderConfig,
  log: Logger,
): Promise<RunningTestProvider> {
  const { log: effects, entries } = await EffectLog.open(config.LOG_FILE);
  const ledger = new Ledger(effects, entries);
  const faults = {
    seed: config.FAULT_SEED,
    latencyMs: config.FAULT_LATENCY_MS,
    lostRequests: config.FAULT_LOST_REQUESTS,
    lostAnswers: config.FAULT_LOST_ANSWERS,
    lateMs: config.FAULT_LATE_MS,
  };
  const app = createServer(ledger, faults, log);
  try {
    await app.listen({ host: config.HOST, port: config.PORT });
  } catch (error) {
    await effects.close();
    throw error;
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  log.info({ port, keys: entries.length }, 'serving');
  return {
    port,
    url: `http://${config.HOST}:${port}`,
    get entries() {
      return ledger.entries;
    },
    stop: async () => {
      await app.close();
      await effects.close();
    },
  };
}
