import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Another copy of the system uses the same data folder. */
export class LockedError extends Error {}

/**
 * Takes a data folder for this process: two systems on one folder would write the same databases. A lock that a dead
 * process left is taken over. @returns what gives the folder back
 * @throws LockedError naming the process that has it
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(file, 'utf8'));
      if (holder !== process.pid && isAlive(holder)) {
        throw new LockedError(
          `${dataDir} is in use by process ${holder}: end it (kill ${holder}), or set ORRERY_DATA_DIR to another folder`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new LockedError(`${dataDir} cannot be locked: another start is under way`);
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
