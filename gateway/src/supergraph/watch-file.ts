import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';

const POLL_INTERVAL_MS = 250;
const SETTLE_MS = 50;

/** Something that can be stopped. */
export interface Watching {
  stop(): void;
}

/**
 * Calls `onChange` when the file at `path` has become another one and has stopped changing: written in place, replaced by
 * rename, removed and made again, or swapped behind a symbolic link (as Kubernetes does with mounted configuration).
 * Polls the file's status, because change notices do not cross those and network mounts. Does not keep the process alive.
 */
export function watchForChange(path: string, onChange: () => void): Watching {
  let settle: NodeJS.Timeout | undefined;
  let stopped = false;
  const listener = () => {
    clearTimeout(settle);
    settle = setTimeout(() => void whenSettled(), SETTLE_MS);
    settle.unref();
  };
  // A file that is being written in place is read when two looks, a moment apart, see the same.
  const whenSettled = async () => {
    const before = await contentOf(path);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref());
    if (stopped) return;
    if (before === (await contentOf(path))) onChange();
    else listener();
  };
  watchFile(path, { interval: POLL_INTERVAL_MS, persistent: false }, listener);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(settle);
      unwatchFile(path, listener);
    },
  };
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
