import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSystem, startDemo } from './fixture/demo-system.js';
import { evaluateIn, INSPECTED } from './fixture/inspected-process.js';
import { prototypesIn } from './fuzz/prototypes.js';
import { runFuzz } from './fuzz/run-fuzz.js';

// About 15 s; `npm run fuzz` does as much as it is told to.
const DOCUMENTS = 1_600;

describe('the demo system under random documents, bodies and frames', () => {
  let demo: DemoSystem;

  beforeAll(async () => {
    demo = await startDemo({ env: INSPECTED, gateways: [{}, { PIPELINE: 'apollo' }] });
  });
  afterAll(() => demo?.stop());

  it('should answer each as documented, tell nothing of itself, and keep its processes and their prototypes', async () => {
    const seed = Math.floor(Math.random() * 1e9);
    console.log(`fuzz: npm run fuzz -- --documents ${DOCUMENTS} --seed ${seed}`);
    const report = await runFuzz(demo, { documents: DOCUMENTS, seed });
    expect(report.faults).toEqual([]);
    expect(report.requests + report.sequences).toBe(DOCUMENTS);
    // Neither only refusals nor only harmless ones.
    expect(report.withData).toBeGreaterThan(50);
    expect(report.withErrors).toBeGreaterThan(50);
    expect(report.sequences).toBeGreaterThan(50);
  });

  it('should see it when a process has one property more on a built-in prototype', async () => {
    const before = await prototypesIn(demo);
    const change =
      'Object.defineProperty(Array.prototype, "polluted", { value: 1, configurable: true }) && 1';
    expect(await evaluateIn(demo.logOf('reviews'), change)).toBe(1);
    const after = await prototypesIn(demo);
    const changed = Object.keys(before).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
    expect(changed).toEqual(['reviews']);
    expect(Object.keys(before)).toHaveLength(8);
  });
});
