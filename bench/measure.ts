import type { GatewayProcess } from './gateways/gateway-process.js';
import { ask, postOf, runLoop } from './load/closed-loop.js';
import type { OperationName } from './options.js';

/** An operation and its right answer. */
export interface MeasuredOperation {
  readonly name: OperationName;
  readonly query: string;
  readonly body: string;
}

/** One measurement of one gateway on one operation. */
export interface Sample {
  /** Requests for each second of the gateway's CPU time. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time by wall time: below 0.9 the gateway was waiting for the load, or for the subgraphs. */
  readonly busy: number;
}

/** What a measurement is of. */
export interface Measurement {
  readonly gateway: GatewayProcess;
  readonly operation: MeasuredOperation;
  readonly answerBytes: number;
  readonly connections: number;
  readonly seconds: number;
  /** Least number of requests. @default 1 */
  readonly atLeast?: number;
}

/** Measures once. @throws Error when the gateway answers anything else than it did before */
export async function measure(measurement: Measurement): Promise<Sample> {
  const { gateway, operation } = measurement;
  const cpuBefore = gateway.cpuSeconds();
  const { requests, seconds, latenciesMs } = await runLoop({
    port: gateway.port,
    request: postOf(gateway.path, operation.body, gateway.authorization),
    connections: measurement.connections,
    seconds: measurement.seconds,
    atLeast: measurement.atLeast,
    answerBytes: measurement.answerBytes,
  });
  // A short run may use less than one tick of the clock.
  const cpuSeconds = Math.max(gateway.cpuSeconds() - cpuBefore, 0.01);
  return {
    perCpuSecond: requests / cpuSeconds,
    perSecond: requests / seconds,
    p50Ms: latenciesMs[Math.floor(latenciesMs.length * 0.5)] ?? 0,
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? 0,
    busy: cpuSeconds / seconds,
  };
}

/**
 * Milliseconds that an operation takes more when the gateway has never seen it: parsing, validating and planning.
 * @param mark makes the operation a new one; each may be used once
 */
export async function coldPlanMs(
  gateway: GatewayProcess,
  operation: MeasuredOperation,
  mark: string,
): Promise<number> {
  const query = operation.query.replace('{', `{ ${mark}: __typename `);
  const request = postOf(gateway.path, JSON.stringify({ query }), gateway.authorization);
  const times: number[] = [];
  for (let i = 0; i < 2; i++) {
    const sentAt = performance.now();
    await ask(gateway.port, request);
    times.push(performance.now() - sentAt);
  }
  return Math.max(0, (times[0] as number) - (times[1] as number));
}

/** The middle one; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
