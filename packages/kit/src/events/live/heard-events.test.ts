import { expect, test } from 'vitest';
import { orderEvent } from '../../../test/event-fixture.js';
import { HeardEvents } from './heard-events.js';

test('knows an event that was told before, and one that others of its order came after', () => {
  const heard = new HeardEvents();
  const isNews = (subject: string, sequence: number) => heard.isNews(orderEvent({ subject, sequence }));
  expect([isNews('a', 3), isNews('b', 1), isNews('a', 3), isNews('a', 2), isNews('a', 5)]).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('forgets the order that it has not heard of for longest', () => {
  const heard = new HeardEvents();
  const isNews = (subject: string, sequence: number) => heard.isNews(orderEvent({ subject, sequence }));
  for (let i = 0; i < 10_000; i++) isNews(`order ${i}`, 1);
  expect(isNews('order 0', 2)).toBe(true);
  expect(isNews('one more', 1)).toBe(true);
  expect([isNews('order 0', 2), isNews('order 1', 1)]).toEqual([false, true]);
});
