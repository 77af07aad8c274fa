import { SubgraphFailure } from '../subgraph-failure.js';
import type { WireAnswer } from '../wire/exchange.js';
import type { Sweeper, Swept } from '../wire/sweeper.js';
import type { SendCall, SubgraphCall } from './subgraph-call.js';

interface Waiting {
  readonly call: SubgraphCall;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** One call on behalf of several callers that sent the same. It lives as long as the most patient of them. */
class SharedCall implements SubgraphCall, Swept {
  readonly body: string;
  readonly isAscii: boolean;
  readonly fields: string;
  readonly authority: string;
  readonly isQuery = true;
  expiresAt: number;
  readonly #subgraph: string;
  readonly #firstExpiresAt: number;
  #waiting: Waiting[] = [];

  constructor(subgraph: string, call: SubgraphCall) {
    this.#subgraph = subgraph;
    this.body = call.body;
    this.isAscii = call.isAscii;
    this.fields = call.fields;
    this.authority = call.authority;
    this.expiresAt = call.expiresAt;
    this.#firstExpiresAt = call.expiresAt;
  }

  get aborted(): boolean {
    return this.#waiting.length === 0;
  }

  // The subgraph was told the first caller's time and may stop then: one with much more of it needs a call of its own.
  suits(call: SubgraphCall, now: number): boolean {
    return !this.aborted && call.expiresAt - now <= 2 * (this.#firstExpiresAt - now);
  }

  join(call: SubgraphCall): Promise<WireAnswer> {
    this.expiresAt = Math.max(this.expiresAt, call.expiresAt);
    return new Promise((resolve, reject) => this.#waiting.push({ call, resolve, reject }));
  }

  settle(tell: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting.splice(0)) tell(waiting);
  }

  sweep(now: number): boolean {
    this.#waiting = this.#waiting.filter(({ call, reject }) => {
      if (now >= call.expiresAt) reject(new SubgraphFailure(this.#subgraph, 'timeout'));
      else if (call.aborted) reject(new SubgraphFailure(this.#subgraph, 'cancelled'));
      else return true;
      return false;
    });
    return this.#waiting.length > 0;
  }
}

/**
 * Sends a query that is in flight already, from the same caller's authority, only once: all get its answer. A caller that
 * gives up leaves the others' untouched; the call ends when all have.
 */
export function withDeduplication(
  send: SendCall,
  options: { subgraph: string; sweeper: Sweeper; onShared: () => void },
): SendCall {
  const { subgraph, sweeper, onShared } = options;
  const inFlight = new Map<string, SharedCall>();
  const start = (key: string, call: SubgraphCall): Promise<WireAnswer> => {
    const shared = new SharedCall(subgraph, call);
    inFlight.set(key, shared);
    sweeper.watch(shared);
    const own = shared.join(call);
    const over = (tell: (waiting: Waiting) => void) => {
      if (inFlight.get(key) === shared) inFlight.delete(key);
      shared.settle(tell);
    };
    send(shared).then(
      (answer) => over(({ resolve }) => resolve(answer)),
      (error: unknown) => over(({ reject }) => reject(error)),
    );
    return own;
  };
  return (call) => {
    if (!call.isQuery) return send(call);
    const key = `${call.authority}\n${call.body}`;
    const shared = inFlight.get(key);
    if (!shared?.suits(call, performance.now())) return start(key, call);
    onShared();
    return shared.join(call);
  };
}
