import { METRIC } from '@orrery/contracts';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Makes the metrics of admission in a registry; the gauge asks `inWork` when it is read. Returns what counts a shed one. */
export function createAdmissionMetrics(registry: Registry, inWork: () => number): () => void {
  const registers = [registry];
  new Gauge({
    name: METRIC.operationsInFlight,
    help: 'Operations in work, streams left out.',
    registers,
    collect() {
      this.set(inWork());
    },
  });
  const shed = new Counter({
    name: METRIC.operationsShedTotal,
    help: 'Operations refused because there was too much to do.',
    registers,
  });
  return () => shed.inc();
}
