import type { OperationSource, RateLimits, Wait } from '../security/rate-limits/rate-limits.js';
import type { OperationParams } from './operation-params.js';
import type { OperationResolver, Resolution } from './operation-resolver.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';

/**
 * Takes an operation through limits and guards. `done` is called once, at once where no limit is to be asked; what is thrown
 * by then is thrown, and what is thrown later is given to `fail`.
 */
export type LimitedResolve = (
  params: OperationParams,
  source: () => OperationSource,
  done: (outcome: Resolution | Refusal) => void,
  fail: (error: unknown) => void,
) => void;

/**
 * Puts limits around the guards: an operation is counted before its text is looked at, and its limited fields once they are
 * known, before anything is run.
 */
export function limitedResolve(
  resolver: Pick<OperationResolver, 'resolve'>,
  limits: RateLimits | undefined,
): LimitedResolve {
  if (!limits) return (params, _source, done) => done(resolver.resolve(params));
  return (params, sourceOf, done, fail) => {
    const source = sourceOf();
    const goOn = (counted: Promise<Wait> | undefined, allowed: () => void) => {
      if (!counted) return allowed();
      counted.then((wait) => (wait === undefined ? allowed() : done(rateLimited(wait)))).catch(fail);
    };
    const resolve = () => {
      const outcome = resolver.resolve(params);
      if (isRefusal(outcome)) return done(outcome);
      const { document, operation } = outcome.resolved;
      goOn(limits.fields(source, document, operation), () => done(outcome));
    };
    goOn(limits.operation(source), resolve);
  };
}

/** What is answered to who asked for more than they may. */
export function rateLimited(waitSeconds: number): Refusal {
  return refuse(429, 'RATE_LIMITED', `Too many requests: try again in ${waitSeconds} s.`, {
    'retry-after': String(waitSeconds),
  });
}
