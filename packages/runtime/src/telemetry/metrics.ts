import { METRIC } from '@orrery/contracts';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]; // seconds

/** A registry of one process (or of one service in a process that holds several), with the operation metrics. */
export interface Metrics {
  readonly registry: Registry;
  readonly operations: Counter<'operation' | 'type'>;
  readonly operationErrors: Counter<'operation' | 'code'>;
  readonly operationDuration: Histogram<'operation' | 'type'>;
}

/** Makes the metrics of `service`; `processMetrics` adds those of Node itself (CPU, memory, event loop lag). */
export function createMetrics(service: string, options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    operations: new Counter({
      name: METRIC.operationsTotal,
      help: 'GraphQL operations answered.',
      labelNames: ['operation', 'type'],
      registers,
    }),
    operationErrors: new Counter({
      name: METRIC.operationErrorsTotal,
      help: 'Errors in answers, by code.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    operationDuration: new Histogram({
      name: METRIC.operationDuration,
      help: 'Time from the operation received to the answer ready.',
      labelNames: ['operation', 'type'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
  };
}

// Operation names come from clients: an unbounded label would grow the registry without end.
const MAX_OPERATION_NAMES = 500;

/** Keeps the set of operation names that become label values bounded: names past the limit are counted as `(other)`. */
export function operationLabels(): (name: string | null | undefined) => string {
  const seen = new Set<string>();
  return (name) => {
    if (!name) return '(anonymous)';
    const label = name.replace(/__\d+$/, ''); // the gateway numbers the fetches of one operation
    if (seen.has(label)) return label;
    if (seen.size >= MAX_OPERATION_NAMES) return '(other)';
    seen.add(label);
    return label;
  };
}
