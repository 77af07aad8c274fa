import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.js';

const LIMITS = { headBytes: 512, bodyBytes: 64 };

interface Outcome {
  readonly status?: number;
  readonly body?: string;
  readonly reusable?: boolean;
  readonly fault?: string;
}

/** Reads bytes in pieces of `size`, each in a buffer that is used again, as a socket's are. */
function read(bytes: Buffer, size: number, ends = false): Outcome | undefined {
  const reader = new ResponseReader(LIMITS);
  const shared = Buffer.alloc(1_024, 'HTTP/1.1 999 stale\r\n\r\n');
  const outcome = () => ({
    status: reader.head.status,
    body: reader.body.toString(),
    reusable: reader.reusable,
  });
  try {
    for (let from = 0; from < bytes.length; from += size) {
      const piece = bytes.subarray(from, from + size);
      piece.copy(shared);
      if (reader.read(shared, piece.length)) return outcome();
    }
    return ends && reader.end() ? outcome() : undefined;
  } catch (error) {
    return { fault: (error as { fault: string }).fault };
  }
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

describe('an answer, however its bytes are cut', () => {
  const cases: [title: string, text: string, expected: Outcome][] = [
    ['with a length', `${OK}content-length: 5\r\n\r\nhéll`, { status: 200, body: 'héll', reusable: true }],
    ['with a length of none', `${OK}content-length: 0\r\n\r\n`, { status: 200, body: '', reusable: true }],
    [
      'with a status that has no body',
      'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n',
      { status: 204, body: '', reusable: true },
    ],
    [
      'in chunks, with extensions and trailers',
      `${CHUNKED}3;a=b\r\nabc\r\n0A \r\n0123456789\r\n00\r\nx-sum: 1\r\ny: 2\r\n\r\n`,
      { status: 200, body: 'abc0123456789', reusable: true },
    ],
    ['in no chunk', `${CHUNKED}0\r\n\r\n`, { status: 200, body: '', reusable: true }],
    [
      'after interim ones',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 1\r\n\r\nx`,
      { status: 200, body: 'x', reusable: true },
    ],
    [
      'that ends the connection',
      `${OK}connection: close\r\ncontent-length: 1\r\n\r\nx`,
      { status: 200, body: 'x', reusable: false },
    ],
    ['of another protocol', 'SSH-2.0-OpenSSH_9\r\n', { fault: 'not HTTP' }],
    ['with a size that is none', `${CHUNKED}zz\r\n`, { fault: 'not HTTP' }],
    ['with a chunk that is longer than it says', `${CHUNKED}1\r\nab\r\n`, { fault: 'not HTTP' }],
    ['with line feeds alone', `${CHUNKED}1\na\n`, { fault: 'not HTTP' }],
    ['that switches protocols', 'HTTP/1.1 101 Switching\r\n\r\n', { fault: 'not HTTP' }],
    ['that is longer than the limit, as it says', `${OK}content-length: 65\r\n\r\n`, { fault: 'too large' }],
    [
      'that is longer than the limit, in chunks',
      `${CHUNKED}40\r\n${'x'.repeat(64)}\r\n1\r\nx\r\n`,
      { fault: 'too large' },
    ],
    ['that is longer than the limit, without end', `${OK}\r\n${'x'.repeat(65)}`, { fault: 'too large' }],
    ['with a head without end', `${OK}x: ${'x'.repeat(600)}`, { fault: 'not HTTP' }],
    ['with a trailer without end', `${CHUNKED}0\r\n${'x: y\r\n'.repeat(9_000)}`, { fault: 'not HTTP' }],
    ['with a size line without end', `${CHUNKED}1;${'x'.repeat(20_000)}`, { fault: 'not HTTP' }],
  ];
  it.each(cases)('should be read when it comes %s', (_title, text, expected) => {
    const bytes = Buffer.from(text);
    for (const size of [1, 2, 3, 7, 16, 100, 1_024]) expect(read(bytes, size)).toEqual(expected);
  });

  it('should go on to the end of the connection when it says no length, and only then', () => {
    const bytes = Buffer.from(`${OK}\r\nall of it`);
    for (const size of [1, 5, 1_024]) {
      expect(read(bytes, size, true)).toEqual({ status: 200, body: 'all of it', reusable: false });
    }
    expect(read(Buffer.from(`${OK}content-length: 5\r\n\r\nhal`), 9, true)).toBeUndefined();
    expect(read(Buffer.from(`${CHUNKED}5\r\nhello\r\n`), 9, true)).toBeUndefined();
    expect(read(Buffer.from(OK), 9, true)).toBeUndefined();
  });

  it('should make the connection unusable when more comes than it says', () => {
    const bytes = Buffer.from(`${OK}content-length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n`);
    expect(read(bytes, 1_024)).toEqual({ status: 200, body: 'x', reusable: false });
  });

  it('should be followed by another on the same connection', () => {
    const reader = new ResponseReader(LIMITS);
    const first = Buffer.from(`${CHUNKED}1\r\na\r\n0\r\n\r\n`);
    expect(reader.read(first, first.length)).toBe(true);
    expect(reader.body.toString()).toBe('a');
    reader.reset();
    expect(reader.started).toBe(false);
    const second = Buffer.from(`${OK}content-length: 2\r\n\r\nbb`);
    expect(reader.read(second, second.length)).toBe(true);
    expect(reader.body.toString()).toBe('bb');
  });
});
