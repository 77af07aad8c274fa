import { isDeepStrictEqual } from 'node:util';
import type { FaultedOperation } from './cases.js';
import type { Fault } from './faults.js';
import { type Answer, faultsOf } from './judge.js';
import type { SubgraphProcess } from './subgraph-process.js';
import type { Endpoint } from './system.js';

/** What a case needs. */
export interface CaseSetup {
  /** Where operations are posted. */
  readonly endpoint: Endpoint;
  readonly victim: SubgraphProcess;
  readonly fault: Fault;
  /** The longest that the gateway gives one operation. */
  readonly deadlineMs: number;
  /** How much longer an answer may take, and how long recovery may, after the fault's end. */
  readonly graceMs: number;
  readonly recoveryMs: number;
  /** Clients that ask at the same time. */
  readonly clients: number;
}

/** How a case ended. */
export interface CaseResult {
  readonly slowestMs: number;
  readonly recoveredMs: number;
  /** What was not as it must be; none when the case passed. */
  readonly failures: readonly string[];
}

const ASK_AGAIN_MS = 50;
const WARM_UP_MS = 30_000;

/** Asks while the victim is well, at fault, and well again. The fault has ended when this resolves. */
export async function runCase(asked: FaultedOperation, setup: CaseSetup): Promise<CaseResult> {
  const { endpoint, victim, fault, clients } = setup;
  const failures: string[] = [];
  const whole = await whenWell(endpoint, asked.operation);
  if (whole.errors || !whole.data) {
    return { slowestMs: 0, recoveredMs: 0, failures: [`while all is well: ${JSON.stringify(whole)}`] };
  }
  const sentBefore = await victim.count();
  await victim.begin(fault);
  const answers = await Promise.all(Array.from({ length: clients }, () => ask(endpoint, asked.operation)));
  answers.push(await ask(endpoint, asked.operation));
  const sent = await victim.count();
  await victim.end();
  const recoveredMs = await recovery(endpoint, asked.operation, whole, setup.recoveryMs);
  if (recoveredMs > setup.recoveryMs) failures.push(`not recovered after ${setup.recoveryMs} ms`);

  const slowestMs = Math.max(...answers.map(({ tookMs }) => tookMs));
  if (slowestMs > setup.deadlineMs + setup.graceMs)
    failures.push(`an answer took ${Math.round(slowestMs)} ms`);
  for (const { answer } of answers) failures.push(...faultsOf(answer, whole, asked, setup));
  const isMutation = asked.errorPath !== undefined;
  if (isMutation && sent !== undefined && sentBefore !== undefined && sent - sentBefore > answers.length) {
    failures.push(`${answers.length} mutations were sent ${sent - sentBefore} times`);
  }
  return { slowestMs, recoveredMs, failures: [...new Set(failures)] };
}

// The first time that an operation is asked, the gateway's planner may still be starting.
async function whenWell(endpoint: Endpoint, operation: string): Promise<Answer> {
  const until = performance.now() + WARM_UP_MS;
  for (;;) {
    const { answer } = await ask(endpoint, operation);
    if (answer.data && !answer.errors) return answer;
    if (performance.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function recovery(
  endpoint: Endpoint,
  operation: string,
  whole: Answer,
  withinMs: number,
): Promise<number> {
  const endedAt = performance.now();
  for (;;) {
    const { answer } = await ask(endpoint, operation);
    const tookMs = performance.now() - endedAt;
    if (isDeepStrictEqual(answer, whole) || tookMs > withinMs) return tookMs;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function ask(endpoint: Endpoint, query: string): Promise<{ answer: Answer; tookMs: number }> {
  const startedAt = performance.now();
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: endpoint.authorization },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as Answer;
  return { answer, tookMs: performance.now() - startedAt };
}
