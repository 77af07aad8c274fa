import { SubgraphFailure } from '../subgraph-failure.js';
import { type CircuitState, isOutage, type SendCall } from './subgraph-call.js';

/** When a circuit opens, and for how long. */
export interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Share of failures in the last 10 s that opens it, from 0 to 1. */
  readonly failureRate: number;
  /** Least calls in the last 10 s for the share to count. */
  readonly minimumCalls: number;
  /** How long it stays open, and the time between two trials when it is half-open. */
  readonly openMs: number;
}

const BUCKET_MS = 1_000;
const BUCKETS = 10;
// Calls that were in flight together fail together when a server restarts: a streak counts once it has lasted.
const STREAK_MS = 250;

interface Bucket {
  second: number;
  calls: number;
  failures: number;
}

/** Decides whether calls to one subgraph are sent, from how those before them ended. */
export class CircuitBreaker {
  readonly #options: CircuitOptions;
  readonly #now: () => number;
  readonly #onChange: (state: CircuitState) => void;
  readonly #buckets: Bucket[] = Array.from({ length: BUCKETS }, () => ({
    second: -1,
    calls: 0,
    failures: 0,
  }));
  #state: CircuitState = 'closed';
  #streak = 0;
  #streakSince = 0;
  #triedAt = 0;

  /** @param now milliseconds of a clock that does not go back */
  constructor(options: CircuitOptions, now: () => number, onChange: (state: CircuitState) => void) {
    this.#options = options;
    this.#now = now;
    this.#onChange = onChange;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Whether a call may be sent now. */
  admits(): boolean {
    if (this.#state === 'closed') return true;
    const now = this.#now();
    // A trial that hangs must not keep the others out: another follows after the same time.
    if (now - this.#triedAt < this.#options.openMs) return false;
    this.#triedAt = now;
    this.#become('half-open');
    return true;
  }

  /** A call was answered. */
  succeeded(): void {
    this.#streak = 0;
    if (this.#state === 'closed') {
      this.#bucketAt(this.#now()).calls++;
    } else if (this.#state === 'half-open') {
      for (const bucket of this.#buckets) bucket.second = -1;
      this.#become('closed');
    }
  }

  /** A call met an outage. */
  failed(): void {
    const now = this.#now();
    if (this.#state === 'half-open') this.#open(now);
    if (this.#state !== 'closed') return;
    if (this.#streak++ === 0) this.#streakSince = now;
    const bucket = this.#bucketAt(now);
    bucket.calls++;
    bucket.failures++;
    if (this.#isStreakLong(now) || this.#isRateHigh(now)) this.#open(now);
  }

  #isStreakLong(now: number): boolean {
    return this.#streak >= this.#options.failures && now - this.#streakSince >= STREAK_MS;
  }

  #isRateHigh(now: number): boolean {
    const second = Math.floor(now / BUCKET_MS);
    let calls = 0;
    let failures = 0;
    let troubled = 0;
    for (const bucket of this.#buckets) {
      if (bucket.second <= second - BUCKETS) continue;
      calls += bucket.calls;
      failures += bucket.failures;
      if (bucket.failures > 0) troubled++;
    }
    const { minimumCalls, failureRate } = this.#options;
    return troubled > 1 && calls >= minimumCalls && failures / calls >= failureRate;
  }

  #bucketAt(now: number): Bucket {
    const second = Math.floor(now / BUCKET_MS);
    const bucket = this.#buckets[second % BUCKETS] as Bucket;
    if (bucket.second !== second) {
      bucket.second = second;
      bucket.calls = 0;
      bucket.failures = 0;
    }
    return bucket;
  }

  #open(now: number): void {
    this.#triedAt = now;
    this.#streak = 0;
    this.#become('open');
  }

  #become(state: CircuitState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onChange(state);
  }
}

// A caller's own short time limit says nothing about the subgraph; this long without an answer does.
const TELLING_TIMEOUT_MS = 5_000;

/**
 * Sends only while the circuit lets it; fails with reason `circuit open` otherwise, at once.
 * Outages are: no connection, one that breaks, an answer that is not HTTP, 502, 503, 504, and no answer within the
 * subgraph's `timeoutMs` or 5 s, whichever is shorter. What depends on the request, as a refusal or a size does, is none.
 */
export function withCircuitBreaker(
  send: SendCall,
  options: { subgraph: string; breaker: CircuitBreaker; timeoutMs: number; now: () => number },
): SendCall {
  const { subgraph, breaker, now } = options;
  const tellingMs = Math.min(options.timeoutMs, TELLING_TIMEOUT_MS);
  return (call) => {
    if (!breaker.admits()) return Promise.reject(new SubgraphFailure(subgraph, 'circuit open'));
    const startedAt = now();
    return send(call).then(
      (answer) => {
        if (isOutage(answer)) breaker.failed();
        else breaker.succeeded();
        return answer;
      },
      (error: unknown) => {
        const reason = error instanceof SubgraphFailure ? error.reason : undefined;
        const isTelling = reason === 'timeout' && now() - startedAt >= tellingMs;
        if (isTelling || reason === 'unreachable' || reason === 'not HTTP') breaker.failed();
        throw error;
      },
    );
  };
}
