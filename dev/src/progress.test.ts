import { describe, expect, it } from 'vitest';
import { Progress } from './progress.js';

/** A stream that keeps what is written to it. */
function recorder(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

const withoutTimes = (written: readonly string[]) => written.join('').replace(/ +\d+\.\d s/g, '');

describe('Progress', () => {
  it('should print one plain line for each step where there is no terminal', async () => {
    const { written, stream } = recorder(false);
    const progress = new Progress(stream);
    expect(await progress.step('one', async () => 1)).toBe(1);
    const failing = progress.step('two', async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(withoutTimes(written)).toBe('  ok     one\n  failed two\n');
  });

  it('should show on a terminal what is under way, cut to its width, and replace it', async () => {
    const { written, stream } = recorder(true);
    const progress = new Progress(stream);
    const long = 'a step with a name longer than a line';
    await progress.step(long, async () => expect(written.at(-1)).toBe(`  ...    ${long}`.slice(0, 39)));
    expect(written.at(-2)).toBe('\r\u001b[2K');
    expect(written.at(-1)).toMatch(new RegExp(`^ {2}ok {5}${long} +0\\.0 s\n$`));
  });

  it('should keep quiet about steps that end after it was closed', async () => {
    const { written, stream } = recorder(false);
    const progress = new Progress(stream);
    await progress.step('late', async () => progress.close());
    progress.say('said');
    expect(written).toEqual(['said\n']);
  });
});
