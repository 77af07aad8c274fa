import { describe, expect, it, vi } from 'vitest';
import { maskError, withoutSentValue } from './mask-error.js';
import { RequestError } from './request-error.js';

describe('maskError', () => {
  const log = { error: vi.fn() };

  it("should pass on a fault of the caller's, with its fields", () => {
    const fields = [{ path: 'first', message: 'too large' }];
    expect(maskError(new RequestError('BAD_USER_INPUT', 'No.', fields), log as never)).toEqual({
      message: 'No.',
      extensions: { code: 'BAD_USER_INPUT', fields },
    });
    expect(log.error).not.toHaveBeenCalled();
  });

  it('should hide everything else behind an id under which it is logged', () => {
    const error = new Error('password hunter2 at mongodb://u:p@host');
    const { message, extensions } = maskError(error, log as never);
    expect(message).not.toMatch(/hunter2|mongodb/);
    expect(message).toContain(extensions.errorId);
    expect(log.error).toHaveBeenCalledWith({ err: error, errorId: extensions.errorId }, 'internal error');
  });
});

describe('withoutSentValue', () => {
  it.each([
    [
      'Variable "$f" got invalid value "many"; Int cannot represent non-integer value',
      'Variable "$f" got an invalid value; Int cannot represent non-integer value',
    ],
    [
      'Variable "$i" got invalid value 4242424242424242 at "i.card.number"; String cannot represent a non string value: 4242424242424242',
      'Variable "$i" got an invalid value at "i.card.number"; String cannot represent a non string value.',
    ],
    ['Cannot query field "x" on type "Query".', 'Cannot query field "x" on type "Query".'],
  ])('should turn %j into %j', (message, expected) => {
    expect(withoutSentValue(message)).toBe(expected);
  });
});
