import { RequestError } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';

const position = { order: 'reviews:newest', key: [new Date(1_700_000_000_000), 'größer "x"', 5, true] };
const cursor = encodeCursor(position);

function faultOf(text: string, order = position.order): RequestError {
  try {
    decodeCursor(text, order);
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return error as RequestError;
  }
  throw new Error(`the cursor was accepted: ${text}`);
}

describe('cursors', () => {
  it('should bring back the position, dates as dates', () => {
    expect(decodeCursor(cursor, position.order)).toEqual(position);
  });

  it('should be safe in a URL and tell nothing at a glance', () => {
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursor).not.toContain('reviews');
  });

  it('should be refused when any of their bytes was altered', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x20, 0x80, 0xff]) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] as number) ^ flip;
        expect(faultOf(altered.toString('base64url')).code).toBe('BAD_USER_INPUT');
      }
    }
  });

  it('should be refused when a character was replaced, left out or added', () => {
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      for (const replacement of [other, '', `${cursor[at]}A`]) {
        const altered = cursor.slice(0, at) + replacement + cursor.slice(at + 1);
        expect(faultOf(altered).code).toBe('BAD_USER_INPUT');
      }
    }
  });

  it('should be refused when they never were any', () => {
    for (const text of ['', 'x', '{}', '$gt', 'null', 'W10', '\u0000', '🙂', 'a'.repeat(100_000)]) {
      expect(faultOf(text)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    }
  });

  it('should be refused by a list in another order', () => {
    expect(faultOf(cursor, 'reviews:highest').message).toBe(
      'after belongs to a list in another order: use an endCursor that the same list returned.',
    );
  });

  it('should not be repeated in the refusal', () => {
    const { message, fields } = faultOf('c2VjcmV0');
    expect(message + JSON.stringify(fields)).not.toContain('c2VjcmV0');
  });
});
