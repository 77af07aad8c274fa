import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkLmdbFile, FileFault } from './lmdb-file.js';
import { DATA_FILE } from './lmdb-store.js';

const MARKER_FILE = 'embedded-mongo.json';
const LOCK_FILE = 'embedded-mongo.lock';
/** Changes whenever an older version could misread what a newer one writes. */
const FORMAT = 1;

/** A data folder that cannot be used; nothing in it was changed. The message names the way out. */
export class DataFolderError extends Error {
  constructor(
    readonly folder: string,
    problem: string,
    remedy: string,
  ) {
    super(`the data folder ${folder} ${problem}; ${remedy}`);
    this.name = 'DataFolderError';
  }
}

const START_OVER = 'restore it from a copy, or remove the folder to start with an empty one';

function readMarker(folder: string): number | undefined {
  const path = join(folder, MARKER_FILE);
  if (!existsSync(path)) return undefined;
  try {
    const { format } = JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown };
    if (typeof format === 'number') return format;
  } catch {
    // falls through to the refusal below
  }
  throw new DataFolderError(folder, `is damaged: ${MARKER_FILE} cannot be read`, START_OVER);
}

function checkFormat(folder: string): boolean {
  const format = readMarker(folder);
  const hasData = existsSync(join(folder, DATA_FILE));
  if (format === undefined) {
    if (!hasData) return false;
    throw new DataFolderError(
      folder,
      `holds ${DATA_FILE} but no ${MARKER_FILE}, so it is not this server's`,
      'use another folder',
    );
  }
  if (format !== FORMAT) {
    throw new DataFolderError(
      folder,
      `is in format ${format}, this version reads format ${FORMAT}`,
      'start the version that made it, or use another folder',
    );
  }
  return hasData;
}

/** When a process began, in the kernel's ticks: tells it from a later one with the same id. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function holderOf(folder: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(join(folder, LOCK_FILE), 'utf8')) as {
      pid: number;
      started?: string;
    };
    if (!isAlive(pid)) return undefined;
    const now = startOf(pid);
    return started !== undefined && now !== undefined && started !== now ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** Holds a data folder for one server. */
export interface FolderLease {
  release(): void;
}

/**
 * Checks that a folder can be used, marks it as this server's and holds it against others.
 * @throws DataFolderError when it is in use, damaged or from another version; it is left untouched then
 */
export function openFolder(folder: string): FolderLease {
  const holder = existsSync(folder) ? holderOf(folder) : undefined;
  if (holder !== undefined) {
    throw new DataFolderError(
      folder,
      `is in use by process ${holder}`,
      'stop that process or use another folder',
    );
  }
  if (existsSync(folder) && checkFormat(folder)) {
    try {
      checkLmdbFile(join(folder, DATA_FILE));
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      throw new DataFolderError(folder, `is damaged: ${DATA_FILE}: ${error.message}`, START_OVER);
    }
  }
  mkdirSync(folder, { recursive: true });
  const marker = join(folder, MARKER_FILE);
  if (!existsSync(marker)) {
    writeFileSync(`${marker}.new`, `${JSON.stringify({ format: FORMAT })}\n`);
    renameSync(`${marker}.new`, marker);
  }
  const lock = join(folder, LOCK_FILE);
  writeFileSync(lock, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  return { release: () => rmSync(lock, { force: true }) };
}
