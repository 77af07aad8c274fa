import type { LocalConfig } from '../config.js';
import { type LaunchedSystem, launch } from '../launch.js';
import { welcome } from '../table.js';

/** `npm start`: runs the system until it is told to stop. @returns the exit code @throws StartFailure, LockedError */
export async function start(
  config: LocalConfig,
  whileRunning?: (system: LaunchedSystem) => Promise<() => Promise<void>>,
): Promise<number> {
  const stopped = untilStopped();
  const startedAt = performance.now();
  process.stdout.write('Starting Orrery\n');
  const starting = launch(config);
  const system = await Promise.race([starting, stopped.then(() => undefined)]);
  if (!system) {
    // Told to stop while it was starting: what is under way is finished, then ended.
    await starting.then((launched) => launched.stop());
    return 0;
  }
  const endWatch = await whileRunning?.(system);
  process.stdout.write(welcome(config, (performance.now() - startedAt) / 1_000));
  await stopped;
  process.stdout.write('\nStopping\n');
  await endWatch?.();
  await system.stop();
  process.stdout.write('Stopped. The data stays.\n');
  return 0;
}

// A second signal ends at once; the children go with the launcher.
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const onSignal = () => {
      if (told) process.exit(1);
      told = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
