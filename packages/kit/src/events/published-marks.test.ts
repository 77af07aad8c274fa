import { expect, test } from 'vitest';
import { PublishedMarks } from './published-marks.js';

/** Marks that take as long as the test says. */
function heldMarks() {
  const calls: { ids: readonly string[]; end(): void; fail(error: Error): void }[] = [];
  const marks = new PublishedMarks(
    (ids) => new Promise((resolve, reject) => void calls.push({ ids, end: resolve, fail: reject })),
  );
  return { marks, calls };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('marks at once when nothing is being marked, and together what comes meanwhile', async () => {
  const { marks, calls } = heldMarks();
  const first = marks.add(['a']);
  await turn();
  const later = [marks.add(['b', 'c']), marks.add(['d'])];
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([['a']]);
  calls[0]?.end();
  await first;
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd']]);
  calls[1]?.end();
  await Promise.all(later);
});

test('tells those whose marking failed, and goes on with the next', async () => {
  const { marks, calls } = heldMarks();
  const first = marks.add(['a']);
  await turn();
  const second = marks.add(['b']);
  calls[0]?.fail(new Error('the database is away'));
  await expect(first).rejects.toThrow('the database is away');
  await turn();
  calls[1]?.end();
  await second;
  await marks.add([]);
  expect(calls).toHaveLength(2);
});
