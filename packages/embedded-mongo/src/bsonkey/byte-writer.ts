const DOUBLE_BYTES = 8;

/** A growing byte buffer for keys; `take` hands out a copy and starts anew. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafe(256);
  private length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeUInt32BE(value >>> 0, this.length);
  }

  uint64(value: bigint): void {
    this.reserve(8);
    this.length = this.bytes.writeBigUInt64BE(BigInt.asUintN(64, value), this.length);
  }

  /** A double's 8 big-endian bytes, each xor-ed with the mask. */
  double(value: number, mask: number): void {
    this.reserve(DOUBLE_BYTES);
    const start = this.length;
    this.length = this.bytes.writeDoubleBE(value, start);
    if (mask === 0) return;
    for (let at = start; at < this.length; at++) this.bytes[at] = this.bytes[at]! ^ mask;
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /** UTF-8 text, ended by 00 00; a zero character inside becomes 00 ff, so that prefixes sort first. */
  text(value: string): void {
    if (value.includes('\0')) {
      const parts = value.split('\0');
      parts.forEach((part, index) => {
        if (index > 0) {
          this.byte(0);
          this.byte(0xff);
        }
        this.utf8(part);
      });
    } else this.utf8(value);
    this.byte(0);
    this.byte(0);
  }

  private utf8(value: string): void {
    this.reserve(value.length * 3);
    this.length += this.bytes.write(value, this.length, 'utf8');
  }

  position(): number {
    return this.length;
  }

  invertFrom(start: number): void {
    for (let at = start; at < this.length; at++) this.bytes[at] = this.bytes[at]! ^ 0xff;
  }

  take(): Uint8Array {
    const copy = Uint8Array.prototype.slice.call(this.bytes, 0, this.length);
    this.length = 0;
    return copy;
  }
}
