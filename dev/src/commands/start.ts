import type { LocalConfig } from '../config.js';
import { type LaunchedSystem, launch } from '../launch.js';
import { welcome } from '../table.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `npm start`: runs the system until it is told to stop. @returns the exit code @throws StartFailure, DataFolderError */
export async function start(
  config: LocalConfig,
  whileRunning?: (system: LaunchedSystem) => Promise<() => Promise<void>>,
): Promise<number> {
  const told = whenTold();
  const startedAt = performance.now();
  process.stdout.write('Starting Orrery\n');
  const system = await launch(config, told);
  if (system) {
    const endWatch = await whileRunning?.(system);
    process.stdout.write(welcome(config, (performance.now() - startedAt) / 1_000));
    if (!told.aborted)
      await new Promise((resolve) => told.addEventListener('abort', resolve, { once: true }));
    await endWatch?.();
    await system.stop();
  }
  process.stdout.write('Stopped. The data stays.\n');
  return 0;
}

// A second signal ends at once; the children go with the launcher.
function whenTold(): AbortSignal {
  const told = new AbortController();
  const onSignal = () => {
    if (told.signal.aborted) process.exit(1);
    process.stdout.write('\nStopping\n');
    told.abort();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return told.signal;
}
