import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({
  /** When it was decided: ISO 8601. */
  at: z.string(),
  /** The request's idempotency key. */
  key: z.string(),
  /** `closed`: somebody asked what became of a key that was never seen; it can have no effect any more. */
  operation: z.enum(['authorize', 'capture', 'void', 'refund', 'closed']),
  /** The authorization that it is about; empty for `closed`. */
  reference: z.string(),
  amountMinor: z.int(),
  /** ISO 4217; empty for `closed`. */
  currency: z.string(),
  outcome: z.enum(['APPROVED', 'DECLINED']),
  /** Why it was declined. */
  reason: z
    .enum([
      'INSUFFICIENT_FUNDS',
      'CARD_EXPIRED',
      'SUSPECTED_FRAUD',
      'CARD_NOT_ACCEPTED',
      'AUTHORIZATION_EXPIRED',
      'NOT_PROCESSED',
    ])
    .optional(),
});

/** One line of the log: what was decided for one key, for good. */
export type LogEntry = Readonly<z.output<typeof entrySchema>>;

/**
 * The log of all effects: JSON lines, appended only. An entry is on the disk before {@link append} resolves; those that come
 * while a flush is under way share the next one.
 */
export class EffectLog {
  readonly #file: FileHandle;
  #size: number;
  #batch: string[] = [];
  #next: Promise<void> | undefined;
  #flushing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /**
   * Opens the log, or begins one. What stands after the last line's end was never answered for: it is cut off.
   * @throws Error when a line cannot be read: what was answered for is damaged then
   */
  static async open(path: string): Promise<{ log: EffectLog; entries: LogEntry[] }> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const size = text.lastIndexOf('\n') + 1;
    const lines = text.subarray(0, size).toString('utf8').split('\n').slice(0, -1);
    const entries = lines.map((line, i) => readEntry(line, i + 1));
    const file = await open(path, 'a');
    await file.truncate(size);
    await file.sync();
    await syncFolder(dirname(path));
    return { log: new EffectLog(file, size), entries };
  }

  /** Bytes on the disk. */
  get size(): number {
    return this.#size;
  }

  /** Resolves once the entry is on the disk. @throws Error when it cannot be written; then nothing more can be */
  append(entry: LogEntry): Promise<void> {
    this.#batch.push(`${JSON.stringify(entry)}\n`);
    this.#next ??= this.#flushing.then(() => {
      this.#flushing = this.#flush();
      return this.#flushing;
    });
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const lines = Buffer.from(this.#batch.join(''));
    this.#batch = [];
    this.#next = undefined;
    await this.#file.writeFile(lines);
    await this.#file.datasync();
    this.#size += lines.length;
  }
}

function readEntry(line: string, number: number): LogEntry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    throw new Error(`line ${number} of the log cannot be read: put a copy of the file back, or remove it`);
  }
}

// A file that was just made is found again after a crash only when its folder is on the disk too.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
