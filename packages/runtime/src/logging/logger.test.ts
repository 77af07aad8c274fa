import { expect, it } from 'vitest';
import { createLogger } from './logger.js';

it('should keep secrets out of its lines, also those of nested objects', () => {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const log = createLogger({ service: 'shop', level: 'info' }, { write });
  log.info(
    { password: 'hunter2', user: { token: 'hunter2' }, a: { b: { cardNumber: 'hunter2' } } },
    'signed in',
  );
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({
    level: 'info',
    service: 'shop',
    msg: 'signed in',
    password: '[redacted]',
  });
});
