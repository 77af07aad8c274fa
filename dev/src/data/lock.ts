import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data folder cannot be used; the message says why, and what to do. */
export class DataFolderError extends Error {}

/**
 * Takes a data folder for this process: two systems on one folder would write the same databases. A lock that a dead
 * process left is taken over. @returns what gives the folder back
 * @throws DataFolderError naming the process that has it, or why the folder cannot be written
 */
export function lockDataFolder(dataDir: string): () => void {
  makeWritable(dataDir);
  const file = join(dataDir, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return () => {
        if (readLock(file) === mine) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(dataDir);
      if (holder !== undefined) {
        throw new DataFolderError(
          `${dataDir} is in use by process ${holder}: end it (kill ${holder}), or set ORRERY_DATA_DIR to another folder`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new DataFolderError(`${dataDir} cannot be locked: another start is under way`);
}

/** The id of the living process that has a data folder. */
export function holderOf(dataDir: string): number | undefined {
  const [pid = '', start = ''] = (readLock(join(dataDir, 'lock')) ?? '').trim().split(' ');
  const holder = Number(pid);
  // An id is given to another process some day, soonest in a container: the time of its start tells them apart.
  return isAlive(holder) && startOf(holder) === start ? holder : undefined;
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DataFolderError(
      `The data folder ${dataDir} cannot be used (${code}): give this user the right to write there, or set ORRERY_DATA_DIR to another folder`,
    );
  }
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// When a process started, as Linux counts it (the 22nd field of proc_pid_stat(5); the name before may hold spaces);
// empty on other systems.
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
