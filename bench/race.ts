import type { GatewayProcess } from './gateways/gateway-process.js';
import { ask, postOf } from './load/closed-loop.js';
import { coldPlanMs, type MeasuredOperation, measure } from './measure.js';
import type { OperationName } from './options.js';
import { checkAnswer } from './reference.js';
import type { OperationResult } from './report.js';
import type { RunningSubgraphs } from './subgraphs/running.js';

/** What {@link race} runs with. */
export interface RaceOptions {
  readonly gateways: readonly GatewayProcess[];
  readonly subgraphs: RunningSubgraphs;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests to each gateway before it is measured on the heavy operation; more on the others. */
  readonly warmUp: number;
}

const COLD_PLANS = 5;
// V8 compiles what ran often, which takes more of the requests that do less.
const WARM_UP_FACTOR: Readonly<Record<OperationName, number>> = { light: 10, medium: 5, heavy: 1 };

/**
 * Measures all gateways on one operation, by turns: A B C A B C, so that what the machine does meanwhile meets all.
 * @returns one result for each gateway, in their order
 * @throws Error when a gateway does not give the expected answer
 */
export async function race(
  operation: MeasuredOperation,
  expected: string,
  options: RaceOptions,
): Promise<OperationResult[]> {
  const entrants = [];
  for (const gateway of options.gateways) {
    const answerBytes = await checkAnswer(gateway, operation, expected);
    const { fetches, coldPlansMs } = await prepare(gateway, operation, options.subgraphs);
    entrants.push({
      gateway,
      answerBytes,
      fetches,
      coldPlansMs,
      samples: [] as OperationResult['samples'][number][],
    });
  }
  const { connections, seconds } = options;
  const atLeast = options.warmUp * WARM_UP_FACTOR[operation.name];
  for (const { gateway, answerBytes } of entrants) {
    await measure({ gateway, operation, answerBytes, connections, seconds, atLeast });
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const { gateway, answerBytes, samples } of entrants) {
      samples.push(await measure({ gateway, operation, answerBytes, connections, seconds }));
    }
  }
  return entrants;
}

async function prepare(gateway: GatewayProcess, operation: MeasuredOperation, subgraphs: RunningSubgraphs) {
  const sent = await subgraphs.recorded(() =>
    ask(gateway.port, postOf(gateway.path, operation.body, gateway.authorization)),
  );
  const coldPlansMs: number[] = [];
  // The floor plans nothing, and knows the operations by their text.
  for (let i = 0; i < COLD_PLANS && gateway.name !== 'floor'; i++) {
    coldPlansMs.push(await coldPlanMs(gateway, operation, `cold${i}`));
  }
  return { fetches: sent.length, coldPlansMs };
}
