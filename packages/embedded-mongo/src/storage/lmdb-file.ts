import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Checks an lmdb data file page by page before lmdb maps it: lmdb itself trusts its file, and a damaged one
 * can end the process. Layout as of lmdb's data format 2: 24 bytes of page header, two meta pages.
 */
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const HEADER = 24;
const META_SIZE = HEADER + 160;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const PAGE_KIND = { Branch: 1, Leaf: 2, Overflow: 4, Meta: 8 } as const;
const BIG_DATA = 1;
const NODE_HEADER = 8;

interface Meta {
  readonly pageSize: number;
  readonly freeRoot: bigint;
  readonly freeDepth: number;
  readonly mainRoot: bigint;
  readonly mainDepth: number;
  readonly entries: bigint;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

/** A fault in the file, in words for the one who has to repair it. */
export class FileFault extends Error {}

function readMeta(bytes: Buffer, pageNumber: bigint): Meta | undefined {
  if (bytes.length < META_SIZE || bytes.readBigUInt64LE(0) !== pageNumber) return undefined;
  if ((bytes.readUInt16LE(18) & PAGE_KIND.Meta) === 0 || bytes.readUInt32LE(24) !== MAGIC) return undefined;
  const version = bytes.readUInt32LE(28);
  if (version !== DATA_VERSION)
    throw new FileFault(`its lmdb data format is ${version}, not ${DATA_VERSION}`);
  return {
    pageSize: bytes.readUInt32LE(48),
    freeDepth: bytes.readUInt16LE(54),
    freeRoot: bytes.readBigUInt64LE(88),
    mainDepth: bytes.readUInt16LE(102),
    entries: bytes.readBigUInt64LE(128),
    mainRoot: bytes.readBigUInt64LE(136),
    lastPage: bytes.readBigUInt64LE(144),
    transaction: bytes.readBigUInt64LE(152),
  };
}

class FileCheck {
  private readonly page: Buffer[] = [];
  private readonly seen = new Set<bigint>();
  private entries = 0n;

  constructor(
    private readonly file: number,
    private readonly size: number,
    private readonly meta: Meta,
  ) {}

  run(): void {
    const { meta } = this;
    if ((meta.lastPage + 1n) * BigInt(meta.pageSize) > BigInt(this.size)) {
      throw new FileFault(`it is cut off: ${this.size} bytes for ${meta.lastPage + 1n} pages`);
    }
    this.tree(meta.freeRoot, meta.freeDepth, 1);
    this.entries = 0n;
    this.tree(meta.mainRoot, meta.mainDepth, 1);
    if (this.entries !== meta.entries) {
      throw new FileFault(`it holds ${this.entries} entries where ${meta.entries} should be`);
    }
  }

  private read(number: bigint, depth: number): Buffer {
    if (number > this.meta.lastPage || this.seen.has(number))
      throw new FileFault(`page ${number} is out of place`);
    this.seen.add(number);
    this.page[depth] ??= Buffer.alloc(this.meta.pageSize);
    const page = this.page[depth];
    readSync(this.file, page, 0, page.length, Number(number) * page.length);
    if (page.readBigUInt64LE(0) !== number) throw new FileFault(`page ${number} is damaged`);
    return page;
  }

  private tree(root: bigint, height: number, depth: number): void {
    if (root === NO_PAGE) return;
    const page = this.read(root, depth);
    const kind = page.readUInt16LE(18) & 0xf;
    if (kind !== (depth === height ? PAGE_KIND.Leaf : PAGE_KIND.Branch))
      throw new FileFault(`page ${root} is of the wrong kind`);
    const count = this.countOf(page, root);
    for (let at = 0; at < count; at++) this.node(page, root, at, height, depth);
  }

  private countOf(page: Buffer, number: bigint): number {
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    if (lower > upper || upper + HEADER > page.length || lower % 2 !== 0)
      throw new FileFault(`page ${number} is damaged`);
    return lower / 2;
  }

  private node(page: Buffer, number: bigint, at: number, height: number, depth: number): void {
    const start = page.readUInt16LE(HEADER + at * 2) + HEADER;
    if (start + NODE_HEADER > page.length) throw new FileFault(`page ${number} is damaged`);
    const low = page.readUInt16LE(start) + page.readUInt16LE(start + 2) * 0x1_0000;
    const flags = page.readUInt16LE(start + 4);
    const dataAt = start + NODE_HEADER + page.readUInt16LE(start + 6);
    if (depth < height) {
      this.tree(BigInt(low) + (BigInt(flags) << 32n), height, depth + 1);
      return;
    }
    this.entries++;
    if (flags & BIG_DATA) this.overflow(page.readBigUInt64LE(dataAt), low, depth + 1);
    else if (dataAt + low > page.length) throw new FileFault(`page ${number} is damaged`);
  }

  private overflow(number: bigint, size: number, depth: number): void {
    const page = this.read(number, depth);
    const pages = Math.ceil((size + HEADER) / this.meta.pageSize);
    const isOverflow = (page.readUInt16LE(18) & PAGE_KIND.Overflow) !== 0;
    if (!isOverflow || page.readUInt32LE(20) < pages || number + BigInt(pages) - 1n > this.meta.lastPage) {
      throw new FileFault(`page ${number} is damaged`);
    }
  }
}

function newestMeta(file: number): Meta {
  const first = Buffer.alloc(META_SIZE);
  readSync(file, first, 0, META_SIZE, 0);
  const one = readMeta(first, 0n);
  if (!one) throw new FileFault('its first page is damaged');
  const second = Buffer.alloc(META_SIZE);
  readSync(file, second, 0, META_SIZE, one.pageSize);
  const two = readMeta(second, 1n);
  if (!two) throw new FileFault('its second page is damaged');
  return two.transaction > one.transaction ? two : one;
}

/** Reads every page that the newest commit leads to; changes nothing. @throws FileFault */
export function checkLmdbFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return; // lmdb has made it and not yet written to it
    new FileCheck(file, size, newestMeta(file)).run();
  } catch (error) {
    if (error instanceof RangeError) throw new FileFault('a page of it is damaged');
    throw error;
  } finally {
    closeSync(file);
  }
}
