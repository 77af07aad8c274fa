import { describe, expect, it } from 'vitest';
import { OrderedCompletion } from './ordered-completion.js';

describe('work on a stream of events', () => {
  const make = (limits: { concurrent: number; waiting: number }) => {
    const delivered: string[] = [];
    const running = new Map<string, () => void>();
    const completion = new OrderedCompletion<string, string>(
      (value) => new Promise((resolve) => running.set(value, () => resolve(value))),
      (value) => delivered.push(value),
      limits,
    );
    const finish = async (value: string) => {
      running.get(value)?.();
      await new Promise(setImmediate);
    };
    return { completion, delivered, running, finish };
  };

  it('should be delivered in the order of the events, whichever is done first', async () => {
    const { completion, delivered, finish } = make({ concurrent: 3, waiting: 10 });
    for (const value of ['a', 'b', 'c']) completion.add(value);
    await finish('c');
    await finish('b');
    expect(delivered).toEqual([]);
    await finish('a');
    expect(delivered).toEqual(['a', 'b', 'c']);
  });

  it('should run so much side by side and no more, and take so much and no more', async () => {
    const { completion, running, finish } = make({ concurrent: 2, waiting: 1 });
    expect(['a', 'b', 'c', 'd'].map((value) => completion.add(value))).toEqual([true, true, true, false]);
    expect([...running.keys()]).toEqual(['a', 'b']);
    await finish('b');
    expect([...running.keys()]).toEqual(['a', 'b', 'c']);
    expect(completion.add('d')).toBe(true);
  });

  it('should be known to be drained when the last event is delivered', async () => {
    const { completion, delivered, finish } = make({ concurrent: 1, waiting: 10 });
    for (const value of ['a', 'b']) completion.add(value);
    let isDrained = false;
    const drained = completion.drained().then(() => {
      isDrained = true;
    });
    await finish('a');
    expect(isDrained).toBe(false);
    await finish('b');
    await drained;
    expect(delivered).toEqual(['a', 'b']);
  });
});
