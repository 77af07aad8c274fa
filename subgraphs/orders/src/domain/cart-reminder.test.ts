import { describe, expect, it } from 'vitest';
import { reminderWindow } from './cart-reminder.js';

describe('reminderWindow', () => {
  it('should take carts that were left for long enough, and not for too long, once a week', () => {
    const now = new Date('2026-11-29T12:00:00Z');
    expect(reminderWindow(now, 24 * 3_600_000)).toEqual({
      touchedUntil: new Date('2026-11-28T12:00:00Z'),
      touchedAfter: new Date('2026-11-14T12:00:00Z'),
      remindedUntil: new Date('2026-11-22T12:00:00Z'),
    });
  });
});
