import { isDeepStrictEqual } from 'node:util';
import { type FloorScript, floorScript } from './floor-script.js';
import type { GatewayProcess } from './gateways/gateway-process.js';
import { ask, postOf } from './load/closed-loop.js';
import type { MeasuredOperation } from './measure.js';
import type { RunningSubgraphs } from './subgraphs/running.js';

/** What the stock gateway fetches and answers, by operation: the answer that all others must give. */
export async function recordStock(
  stock: GatewayProcess,
  operations: readonly MeasuredOperation[],
  supergraphSdl: string,
  subgraphs: RunningSubgraphs,
): Promise<FloorScript[]> {
  const scripts: FloorScript[] = [];
  for (const { query, body, name } of operations) {
    let answer = '';
    const sent = await subgraphs.recorded(async () => {
      answer = await ask(stock.port, postOf(stock.path, body));
    });
    if ('errors' in JSON.parse(answer)) throw new Error(`stock answers ${name} with errors: ${answer}`);
    scripts.push(floorScript({ supergraphSdl, query, body, sent, ports: subgraphs.ports, answer }));
  }
  return scripts;
}

/**
 * Asks once and compares: the same values under the same names in the same order.
 * @returns the answer's length in bytes
 * @throws Error when the answer is another
 */
export async function checkAnswer(
  gateway: GatewayProcess,
  operation: MeasuredOperation,
  expected: string,
): Promise<number> {
  const answer = await ask(gateway.port, postOf(gateway.path, operation.body, gateway.authorization));
  const [own, reference] = [JSON.parse(answer), JSON.parse(expected)];
  // Two texts of parsed JSON are equal when also the keys' order is.
  if (!isDeepStrictEqual(own, reference) || JSON.stringify(own) !== JSON.stringify(reference)) {
    throw new Error(
      `${gateway.name} answers ${operation.name} otherwise than stock:\n${answer.slice(0, 500)}\n${expected.slice(0, 500)}`,
    );
  }
  return Buffer.byteLength(answer);
}
