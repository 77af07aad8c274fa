import { describe, expect, it, vi } from 'vitest';
import { Outbox } from './outbox.js';

describe('the bounded buffer of a client', () => {
  const make = (limits: { bytes: number; messages: number }) => {
    const sent: string[] = [];
    const written: (() => void)[] = [];
    const pipe = {
      buffered: 0,
      bufferedBytes: () => pipe.buffered,
      write: (message: string, done: () => void) => {
        sent.push(message);
        written.push(done);
      },
    };
    const giveUp = vi.fn();
    return { outbox: new Outbox(pipe, limits, giveUp), pipe, sent, written, giveUp };
  };

  it('should give the client up at the message that comes when as many wait as may', () => {
    const { outbox, sent, giveUp } = make({ bytes: 100, messages: 2 });
    expect([outbox.send('a'), outbox.send('b')]).toEqual([true, true]);
    expect(giveUp).not.toHaveBeenCalled();
    expect([outbox.send('c'), outbox.send('d')]).toEqual([false, false]);
    expect(giveUp).toHaveBeenCalledTimes(1);
    expect(sent).toEqual(['a', 'b']);
  });

  it('should give it up at the message that comes when as many bytes wait as may', () => {
    const { outbox, pipe, giveUp } = make({ bytes: 100, messages: 10 });
    pipe.buffered = 99;
    expect(outbox.send('one that is longer than what is left is taken whole')).toBe(true);
    pipe.buffered = 100;
    expect(outbox.send('b')).toBe(false);
    expect(giveUp).toHaveBeenCalledTimes(1);
  });

  it('should go on for ever with a client that keeps up', () => {
    const { outbox, written, giveUp } = make({ bytes: 100, messages: 1 });
    for (let i = 0; i < 1_000; i++) {
      expect(outbox.send('a')).toBe(true);
      written.pop()?.();
    }
    expect(giveUp).not.toHaveBeenCalled();
  });
});
