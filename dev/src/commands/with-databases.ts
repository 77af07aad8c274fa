import type { LocalConfig } from '../config.js';
import { DataFolderError, holderOf, lockDataFolder } from '../data/lock.js';
import { databaseProcesses, type Installation, openInstallation } from '../local-system.js';
import { isOpen, refuseTakenDatabasePorts } from '../processes/ports.js';
import { Supervisor } from '../processes/supervisor.js';

/**
 * Runs `work` with the databases up: those of the running system, or started for as long as it lasts.
 * @throws DataFolderError, StartFailure
 */
export async function withDatabases<T>(
  config: LocalConfig,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const embedded = config.services.filter(({ externalUri }) => !externalUri);
  if (embedded.length === 0) return work(await openInstallation(config));
  const holder = holderOf(config.dataDir);
  if (holder !== undefined) {
    const open = await Promise.all(embedded.map(({ databasePort }) => isOpen(databasePort)));
    if (open.every(Boolean)) return work(await openInstallation(config));
    throw new DataFolderError(
      `Process ${holder} runs on ${config.dataDir}, but its databases are not up yet, or have other ports: wait until it is ready, and set the variables that it was started with`,
    );
  }
  const unlock = lockDataFolder(config.dataDir);
  const databases: Supervisor[] = [];
  try {
    await refuseTakenDatabasePorts(config);
    const installation = await openInstallation(config);
    databases.push(...databaseProcesses(installation).map((one) => new Supervisor(one, () => undefined)));
    await Promise.all(databases.map((one) => one.start()));
    return await work(installation);
  } finally {
    await Promise.all(databases.map((one) => one.stop()));
    unlock();
  }
}
