import { METRIC } from '@orrery/contracts';
import { Counter, Histogram, type Registry } from 'prom-client';

const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300]; // seconds

/** How a run of a job ended: stopped with the service, lost to another instance, or by itself. */
export type JobResult = 'done' | 'failed' | 'stopped' | 'lost';

/** Told of each run of a job. */
export type JobObserver = (job: string, result: JobResult, durationMs: number) => void;

/** Makes the metrics of jobs in `registry`. */
export function jobMetrics(registry: Registry): JobObserver {
  const registers = [registry];
  const runs = new Counter({
    name: METRIC.jobRunsTotal,
    help: 'Runs of a job in this instance, by how they ended: failed, stopped and lost ones are made up for.',
    labelNames: ['job', 'result'],
    registers,
  });
  const duration = new Histogram({
    name: METRIC.jobDuration,
    help: 'Time that a run of a job took.',
    labelNames: ['job'],
    buckets: DURATION_BUCKETS,
    registers,
  });
  return (job, result, durationMs) => {
    runs.inc({ job, result });
    duration.observe({ job }, durationMs / 1_000);
  };
}
