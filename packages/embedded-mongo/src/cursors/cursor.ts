import type { Timestamp } from 'bson';
import type { Document } from '../types.js';

/** Where a cursor's documents come from; `close` gives up what it holds. */
export interface DocumentSource {
  readonly documents: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  close(): void;
}

/** What a batch must not exceed: a message holds 48 MB, a batch at most 16 MB and one document. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** A query's results, handed out batch by batch. */
export class Cursor {
  exhausted = false;
  lastUsed = Date.now();
  busy = false;
  private held: Uint8Array | undefined;

  constructor(
    readonly namespace: string,
    private readonly source: DocumentSource,
    readonly noTimeout: boolean,
    readonly session: string | undefined,
    readonly transactionNumber?: bigint,
    /** The time of the state that it reads, for snapshot reads. */
    readonly atClusterTime?: Timestamp,
  ) {}

  /** Up to `size` documents; the cursor is exhausted when the source ended. */
  async take(size: number): Promise<Uint8Array[]> {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    while (batch.length < size) {
      const next = this.held ?? (await this.next());
      this.held = undefined;
      if (!next) break;
      if (batch.length > 0 && bytes + next.length > MAX_BATCH_BYTES) {
        this.held = next;
        break;
      }
      batch.push(next);
      bytes += next.length;
    }
    return batch;
  }

  private async next(): Promise<Uint8Array | undefined> {
    const pulled = this.source.documents.next();
    const result = pulled instanceof Promise ? await pulled : pulled;
    if (!result.done) return result.value;
    this.close();
    return undefined;
  }

  /** True once it is known that nothing follows; looks one document ahead. */
  async isDone(): Promise<boolean> {
    if (this.exhausted || this.held) return this.exhausted;
    this.held = await this.next();
    return this.exhausted;
  }

  /** The `postBatchResumeToken` of a change stream's cursor. */
  resumeToken?: () => Document | undefined;
  /** Waits until there is something to read or the time is up; set for cursors that await data. */
  awaitData?: (milliseconds: number) => Promise<void>;

  close(): void {
    if (this.exhausted) return;
    this.exhausted = true;
    void this.source.documents.return?.();
    this.source.close();
  }
}
