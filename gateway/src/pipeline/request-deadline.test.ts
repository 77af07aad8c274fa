import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RequestDeadline } from './request-deadline.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('should abort when its time is over, counted from its start', () => {
  const deadline = new RequestDeadline(1_000);
  vi.advanceTimersByTime(400);
  const { signal } = deadline;
  expect(deadline.remainingMs()).toBe(600);
  vi.advanceTimersByTime(599);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect([signal.aborted, deadline.remainingMs()]).toEqual([true, 0]);
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});

it('should abort when the client leaves, whether the signal was asked for before or not', () => {
  const deadline = new RequestDeadline(1_000);
  const { signal } = deadline;
  deadline.leave();
  expect([signal.aborted, signal.reason.name]).toEqual([true, 'AbortError']);
  const other = new RequestDeadline(1_000);
  other.leave();
  expect(other.signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('should leave no timer behind', () => {
  const unasked = new RequestDeadline(1_000);
  unasked.end();
  const asked = new RequestDeadline(1_000);
  const { signal } = asked;
  expect(vi.getTimerCount()).toBe(1);
  asked.end();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(signal.aborted).toBe(false);
});
