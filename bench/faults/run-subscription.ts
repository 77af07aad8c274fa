import { isDeepStrictEqual } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { FaultedOperation } from './cases.js';
import { type Answer, faultsOf } from './judge.js';
import type { CaseResult, CaseSetup } from './run-case.js';

const FAULTED_EVENTS = 2;
// Events come twice a second; one may have been completed as the fault began.
const EVENT_MS = 500;
const SILENCE_MS = 20_000;

/** Listens while the victim is well, at fault, and well again: events go on, without what it would have completed. */
export async function runSubscription(asked: FaultedOperation, setup: CaseSetup): Promise<CaseResult> {
  const { endpoint, victim, fault } = setup;
  const client = createClient({
    url: endpoint.url.replace(/^http/, 'ws'),
    connectionParams: { authorization: endpoint.authorization },
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const events = client.iterate({ query: asked.operation });
  const failures: string[] = [];
  let slowestMs = 0;
  try {
    const whole = await next(events, (event) => !event.errors);
    await victim.begin(fault);
    for (let faulted = 0; faulted < FAULTED_EVENTS; ) {
      const since = performance.now();
      const event = await next(events, () => true);
      slowestMs = Math.max(slowestMs, performance.now() - since - EVENT_MS);
      if (isDeepStrictEqual(event, whole)) continue;
      faulted++;
      failures.push(...faultsOf(event, whole, asked, setup));
    }
    await victim.end();
    const endedAt = performance.now();
    await next(events, (event) => isDeepStrictEqual(event, whole));
    const recoveredMs = performance.now() - endedAt;
    if (recoveredMs > setup.recoveryMs) failures.push(`not recovered after ${setup.recoveryMs} ms`);
    if (slowestMs > setup.deadlineMs + setup.graceMs)
      failures.push(`an event took ${Math.round(slowestMs)} ms`);
    return { slowestMs, recoveredMs, failures: [...new Set(failures)] };
  } catch (error) {
    await victim.end();
    return {
      slowestMs,
      recoveredMs: 0,
      failures: [`the stream ended: ${error instanceof Error ? error.message : JSON.stringify(error)}`],
    };
  } finally {
    await client.dispose();
  }
}

async function next(
  events: AsyncIterableIterator<Answer>,
  fits: (event: Answer) => boolean,
): Promise<Answer> {
  const until = performance.now() + SILENCE_MS;
  for (;;) {
    const leftMs = until - performance.now();
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no such event for ${SILENCE_MS} ms`)), leftMs);
    });
    const { value, done } = await Promise.race([events.next(), silence]).finally(() => clearTimeout(timer));
    if (done) throw new Error('the gateway ended the stream');
    const event = { ...(value as Answer) };
    if (fits(event)) return event;
  }
}
