import { METRIC } from '@orrery/contracts';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Engine } from '../executor/engine.js';

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]; // seconds

/** Makes what counts how often plans were kept and made, and how long making them took, in a registry. */
export function engineObserver(registry: Registry): (engine: Engine) => Engine {
  const registers = [registry];
  let kept = 0; // counted here and not in the counter: it is on the way of each operation
  let made = 0;
  new Counter({
    name: METRIC.plansTotal,
    help: 'Operations by whether their plan was kept from before or had to be made.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      this.inc({ result: 'kept' }, kept);
      this.inc({ result: 'made' }, made);
    },
  });
  const duration = new Histogram({
    name: METRIC.planningDuration,
    help: 'Time from an operation without a plan to its plan ready or refused, its wait for others included.',
    buckets: DURATION_BUCKETS,
    registers,
  });
  return (engine) => ({
    ...engine,
    prepare: (operation, context) => {
      const prepared = engine.prepare(operation, context);
      if (!(prepared instanceof Promise)) {
        kept += 1;
        return prepared;
      }
      made += 1;
      const startedAt = performance.now();
      return prepared.finally(() => duration.observe((performance.now() - startedAt) / 1_000));
    },
  });
}
