import { HEADER_BYTES, MAX_MESSAGE_BYTES, WireError } from './message.js';

/** Cuts a byte stream into whole frames by their length prefix. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private buffered = 0;

  /**
   * Takes what arrived and returns the frames that are now complete.
   * @throws WireError for a length that no message has
   */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      const frame = this.next();
      if (!frame) return frames;
      frames.push(frame);
    }
  }

  private next(): Buffer | undefined {
    if (this.buffered < 4) return undefined;
    const length = this.peekLength();
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
      throw new WireError(`a message claims ${length} bytes`);
    }
    if (this.buffered < length) return undefined;
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks, this.buffered);
    this.chunks = all.length > length ? [all.subarray(length)] : [];
    this.buffered -= length;
    return all.subarray(0, length);
  }

  private peekLength(): number {
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks, this.buffered)];
    return this.chunks[0]!.readInt32LE(0);
  }
}
