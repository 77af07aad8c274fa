import type { Logger } from './logging/logger.js';

/**
 * Ends the process in order on SIGTERM or SIGINT: runs `stop` (stop accepting, drain, close) and exits 0;
 * exits 1 when it fails or takes longer than `timeoutMs`. A second signal changes nothing.
 */
export function stopOnSignals(log: Logger, stop: () => Promise<void>, timeoutMs: number): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({ timeoutMs }, 'did not stop in time');
      process.exit(1);
    }, timeoutMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'failed to stop');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
