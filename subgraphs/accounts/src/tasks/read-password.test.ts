import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type PasswordInput, readPassword } from './read-password.js';

const PASSWORD = 'correct horse battery';

/** A terminal that somebody sits at, who types the next line when they are asked. */
function terminal(...lines: string[]) {
  const input: PasswordInput = Object.assign(new PassThrough(), { isTTY: true });
  let shown = '';
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      shown += String(chunk);
      if (/: $/.test(String(chunk))) (input as PassThrough).write(lines.shift() ?? '\u0004');
      done();
    },
  });
  return { input, output, shown: () => shown };
}

describe('readPassword', () => {
  it('should ask a terminal twice, and show nothing of what is typed', async () => {
    const { input, output, shown } = terminal(`${PASSWORD}\r`, `${PASSWORD}\r`);
    expect(await readPassword(input, output)).toBe(PASSWORD);
    expect(shown()).toBe('Password: \nOnce more: \n');
  });

  it('should take corrections', async () => {
    const { input, output } = terminal(`${PASSWORD}x\u007f\r`, `${PASSWORD}\r`);
    expect(await readPassword(input, output)).toBe(PASSWORD);
  });

  it('should take none that is not the same twice, or that nobody ends', async () => {
    const different = terminal(`${PASSWORD}\r`, `${PASSWORD}!\r`);
    expect(await readPassword(different.input, different.output)).toBeUndefined();
    expect(different.shown()).toContain('These are not the same.');
    for (const key of ['\u0003', '\u0004', '\r']) {
      const given = terminal(key);
      expect(await readPassword(given.input, given.output)).toBeUndefined();
    }
    const half = terminal(`${PASSWORD}\r`, '\u0003');
    expect(await readPassword(half.input, half.output)).toBeUndefined();
  });

  it.each([
    [`${PASSWORD}\n`, PASSWORD],
    [`${PASSWORD}\r\nanother line`, PASSWORD],
    [PASSWORD, PASSWORD],
    [' with spaces \n', ' with spaces '],
    ['\n', undefined],
    ['', undefined],
  ])('should take the first line of a pipe, as it is: %j', async (text, password) => {
    const input = new PassThrough();
    input.end(text);
    const output = new PassThrough();
    expect(await readPassword(input, output)).toBe(password);
    expect(output.read()).toBeNull();
  });
});
