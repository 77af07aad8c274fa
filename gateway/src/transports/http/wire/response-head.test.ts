import { describe, expect, it } from 'vitest';
import { parseHead } from './response-head.js';

const head = (...lines: string[]) => parseHead(lines.join('\r\n'));

describe('the head of an answer', () => {
  it('should be read whatever the case of names and the blanks around values', () => {
    expect(
      head(
        'HTTP/1.1 207 Multi Status',
        'CONTENT-length:\t12 ',
        'Content-Encoding: GZIP',
        'keep-alive: max=3, timeout=7',
        'x-other: a:b',
      ),
    ).toEqual({
      status: 207,
      length: 12,
      chunked: false,
      keepAlive: true,
      keepAliveMs: 7_000,
      encoding: 'gzip',
    });
  });

  it('should keep a connection by the version, or as the server says', () => {
    expect(head('HTTP/1.1 200').keepAlive).toBe(true);
    expect(head('HTTP/1.0 200 OK').keepAlive).toBe(false);
    expect(head('HTTP/1.0 200 OK', 'Connection: Keep-Alive').keepAlive).toBe(true);
    expect(head('HTTP/1.1 200 OK', 'Connection: x, Close').keepAlive).toBe(false);
  });

  it('should take chunks over a length, and then not use the connection again', () => {
    const both = head('HTTP/1.1 200 OK', 'content-length: 5', 'transfer-encoding: Chunked');
    expect(both).toMatchObject({ chunked: true, length: undefined, keepAlive: false });
  });

  it.each([
    ['a greeting of another protocol', ['220 mail.test ESMTP']],
    ['HTTP/2', ['HTTP/2 200']],
    ['a status of two digits', ['HTTP/1.1 20 OK']],
    ['a line without a colon', ['HTTP/1.1 200 OK', 'nothing']],
    ['a field without a name', ['HTTP/1.1 200 OK', ': x']],
    ['a blank before the colon', ['HTTP/1.1 200 OK', 'content-length : 5']],
    ['a folded line', ['HTTP/1.1 200 OK', 'x: 1', ' content-length: 5']],
    ['a length that is no number', ['HTTP/1.1 200 OK', 'content-length: 5x']],
    ['a negative length', ['HTTP/1.1 200 OK', 'content-length: -5']],
    ['a list of lengths', ['HTTP/1.1 200 OK', 'content-length: 5, 6']],
    ['two lengths', ['HTTP/1.1 200 OK', 'content-length: 5', 'content-length: 6']],
    ['another transfer coding', ['HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked']],
    ['chunks twice', ['HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'transfer-encoding: chunked']],
  ])('should refuse %s', (_title, lines) => {
    expect(() => head(...lines)).toThrow(expect.objectContaining({ fault: 'not HTTP' }));
  });

  it('should take the same length twice for one', () => {
    expect(head('HTTP/1.1 200 OK', 'content-length: 5', 'content-length: 5').length).toBe(5);
  });
});
