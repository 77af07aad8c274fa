import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDemoMonolith } from './demo-monolith.js';
import { runDemoDifferential } from './differential/demo-differential.js';
import { describeDifference } from './differential/differential.js';
import type { Monolith } from './monolith.js';

const OPERATIONS = 300;
const SEED = 20_260_115; // `npm run differential` tries others, and more of them

describe('random operations', () => {
  const places = inject('system');
  let monolith: Monolith;

  beforeAll(async () => {
    monolith = await openDemoMonolith(places);
  });
  afterAll(() => monolith.close());

  it(`should be answered as a monolith would: ${OPERATIONS} of seed ${SEED}`, {
    timeout: 600_000,
  }, async () => {
    const report = await runDemoDifferential(places, monolith, { operations: OPERATIONS, seed: SEED });
    expect(report.differences.map(describeDifference).join('\n\n')).toBe('');
    // Most of them are answered, and most of those find something.
    expect(report.refused).toBeLessThan(OPERATIONS / 10);
    expect(report.withErrors).toBeLessThan(OPERATIONS / 2);
  });
});
