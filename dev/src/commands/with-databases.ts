import type { LocalConfig } from '../config.js';
import { lockDataFolder } from '../data/lock.js';
import { databaseProcesses, type Installation, openInstallation } from '../local-system.js';
import { isOpen } from '../processes/ports.js';
import { Supervisor } from '../processes/supervisor.js';

/** Runs `work` with the databases up: those of the running system, or started for as long as it lasts. */
export async function withDatabases<T>(
  config: LocalConfig,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const installation = await openInstallation(config);
  const embedded = config.services.filter(({ externalUri }) => !externalUri);
  const open = await Promise.all(embedded.map(({ databasePort }) => isOpen(databasePort)));
  if (open.every(Boolean)) return work(installation);
  const unlock = lockDataFolder(config.dataDir);
  const databases = databaseProcesses(installation).map((one) => new Supervisor(one, () => undefined));
  try {
    await Promise.all(databases.map((one) => one.start()));
    return await work(installation);
  } finally {
    await Promise.all(databases.map((one) => one.stop()));
    unlock();
  }
}
