import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FairTurns } from './fair-turns.js';

let clock: number;
let told: string[];
beforeEach(() => {
  clock = 0;
  told = [];
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => void vi.restoreAllMocks());

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Work that goes on after a promise, as that of an answer does. */
const work = (name: string, ms: number) => () =>
  void Promise.resolve().then(() => {
    clock += ms;
    told.push(name);
  });

it('should begin at once what there is time for, also when it comes in one turn', async () => {
  const turns = new FairTurns();
  for (const name of ['a', 'b', 'c']) {
    turns.run(() => told.push(name));
    clock += 0.9;
  }
  expect(told).toEqual(['a', 'b', 'c']);
  await turn();
  clock += 100;
  turns.run(() => told.push('d'));
  expect(told).toEqual(['a', 'b', 'c', 'd']);
  await turn();
});

it('should leave for the next turns what there is no time for, in its order', async () => {
  const turns = new FairTurns();
  turns.run(() => {
    clock += 5;
  });
  for (const name of ['a', 'b', 'c', 'd']) turns.run(work(name, 1));
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual(['a', 'b']);
  turns.run(work('e', 1));
  expect(told).toEqual(['a', 'b']);
  await turn();
  expect(told).toEqual(['a', 'b', 'c', 'd']);
  await turn();
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
  await turn();
  turns.run(() => told.push('f'));
  expect(told.at(-1)).toBe('f');
  await turn();
});

it('should lose nothing that comes while it works', async () => {
  const turns = new FairTurns();
  turns.run(() => {
    clock += 5;
  });
  turns.run(() => {
    told.push('a');
    turns.run(work('b', 0));
  });
  await turn();
  await turn();
  expect(told).toEqual(['a', 'b']);
});

it('should do one piece of work in a turn that accepted a connection, and lose none', async () => {
  const turns = new FairTurns();
  turns.hurry();
  for (const name of ['a', 'b', 'c']) turns.run(work(name, 0));
  await turn();
  expect(told).toEqual(['a']);
  turns.hurry();
  await turn();
  expect(told).toEqual(['a', 'b']);
  await turn();
  expect(told).toEqual(['a', 'b', 'c']);
  await turn();
  turns.run(() => told.push('d'));
  expect(told.at(-1)).toBe('d');
  await turn();
});

it('should work as long as a turn that accepted a connection took otherwise', async () => {
  const turns = new FairTurns();
  turns.hurry();
  for (const name of ['a', 'b', 'c', 'd']) turns.run(work(name, 0.5));
  clock += 1; // connections are accepted, requests refused
  await turn();
  expect(told).toEqual(['a', 'b']);
  turns.hurry();
  clock += 100;
  turns.run(work('e', 2));
  turns.run(work('f', 0));
  await turn();
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
  await turn();
  expect(told.at(-1)).toBe('f');
});
