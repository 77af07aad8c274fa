import { METRIC } from '@orrery/contracts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Reception } from './event-consumer.js';

const DELAY_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]; // seconds

/** What is counted of a service's events. */
export interface EventMetrics {
  /** A consumer took an event, or did not. */
  received(consumer: string, reception: Reception): void;
  /** So many events wait for a channel; undefined when another instance counts them. */
  waiting(channel: string, rows: number | undefined): void;
  /** An event went out by a channel, `delayMs` after it was committed. */
  published(channel: string, delayMs: number): void;
}

/** Makes the metrics of events in `registry`. */
export function eventMetrics(registry: Registry): EventMetrics {
  const registers = [registry];
  const received = new Counter({
    name: METRIC.eventsReceivedTotal,
    help: 'Events that a consumer was given, by what became of them: rejected and postponed ones come again, dead ones do not.',
    labelNames: ['consumer', 'result'],
    registers,
  });
  const delay = new Histogram({
    name: METRIC.eventRelayDelay,
    help: 'Time from the commit of an event to its being out.',
    labelNames: ['channel'],
    buckets: DELAY_BUCKETS,
    registers,
  });
  const waiting = new Gauge({
    name: METRIC.eventsWaiting,
    help: 'Events that had not gone out when it was last looked, every few seconds.',
    labelNames: ['channel'],
    registers,
  });
  return {
    received: (consumer, reception) => received.inc({ consumer, result: reception }),
    waiting: (channel, rows) => {
      if (rows === undefined) waiting.remove({ channel });
      else waiting.set({ channel }, rows);
    },
    published: (channel, delayMs) => delay.observe({ channel }, delayMs / 1_000),
  };
}
