import { expect, it } from 'vitest';
import { KeyedTurns } from './keyed-turns.js';

/** Work that ends when it is told to, and says when it begins. */
function workOf(name: string, said: string[]) {
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve(name));
  });
  const run = () => {
    said.push(name);
    return ended;
  };
  return { run, end };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

it('should run work that shares a key in its order, and other work at once', async () => {
  const turns = new KeyedTurns();
  const said: string[] = [];
  const [a, ab, b, c] = [workOf('a', said), workOf('ab', said), workOf('b', said), workOf('c', said)];
  const done = [
    turns.run(['a'], a.run),
    turns.run(['a', 'b'], ab.run),
    turns.run(['b'], b.run),
    turns.run(['c'], c.run),
  ];
  await soon();
  expect(said).toEqual(['a', 'c']);
  a.end();
  await done[0];
  await soon();
  expect(said).toEqual(['a', 'c', 'ab']);
  for (const work of [ab, b, c]) work.end();
  expect(await Promise.all(done)).toEqual(['a', 'ab', 'b', 'c']);
  expect(said).toEqual(['a', 'c', 'ab', 'b']);
});

it('should go on after work that fails, and tell only who gave it', async () => {
  const turns = new KeyedTurns();
  const said: string[] = [];
  const [first, second] = [workOf('first', said), workOf('second', said)];
  const failed = turns.run(['a'], first.run);
  const done = turns.run(['a'], second.run);
  first.end(new Error('no'));
  second.end();
  await expect(failed).rejects.toThrow('no');
  expect(await done).toBe('second');
});
