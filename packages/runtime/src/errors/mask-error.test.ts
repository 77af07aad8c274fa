import { describe, expect, it } from 'vitest';
import { createLogger } from '../logging/logger.js';
import { maskError } from './mask-error.js';
import { RequestError } from './request-error.js';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, log: createLogger({ service: 'shop', level: 'info' }, { write }) };
}

describe('maskError', () => {
  it("should let a caller's fault pass, and log nothing", () => {
    const { lines, log } = recorder();
    const fields = [{ path: 'input.quantity', message: 'must be positive' }];
    expect(maskError(new RequestError('BAD_USER_INPUT', 'Not accepted.', fields), log)).toEqual({
      message: 'Not accepted.',
      extensions: { code: 'BAD_USER_INPUT', fields },
    });
    expect(maskError(new RequestError('NOT_FOUND', 'No such thing.'), log)).toEqual({
      message: 'No such thing.',
      extensions: { code: 'NOT_FOUND' },
    });
    expect(lines).toEqual([]);
  });

  it.each([
    ['an error', new Error('E11000 at 10.0.0.7:27017')],
    ['a text', 'E11000 at 10.0.0.7:27017'],
    ['nothing', undefined],
  ])('should hide %s behind an id that finds it in the log', (_what, thrown) => {
    const { lines, log } = recorder();
    const masked = maskError(thrown, log);
    const { errorId } = masked.extensions;
    expect(errorId).toMatch(/^[0-9a-f-]{36}$/);
    expect(masked).toEqual({
      message: `Something went wrong on our side. Quote ${errorId} when you report it.`,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', service: 'shop', errorId });
  });

  it('should log an error whole', () => {
    const { lines, log } = recorder();
    maskError(new Error('E11000 at 10.0.0.7:27017'), log);
    expect(lines[0]?.err).toMatchObject({
      message: 'E11000 at 10.0.0.7:27017',
      stack: expect.stringContaining('mask-error.test.ts'),
    });
  });
});
