import type { Logger } from '@orrery/runtime';
import type { AroundFetch, OperationContext } from '../executor/operation-context.js';
import type { ClaimsOf } from '../security/authorization/caller-claims.js';
import type { RequestDeadline } from './request-deadline.js';

/** The context of the operations of one HTTP request. Its logger is made when there is something to log. */
export class RequestContext implements OperationContext {
  /** Set before the operation runs, by whoever watches it. */
  aroundFetch?: AroundFetch;
  readonly #log: Logger;
  #ownLog: Logger | undefined;

  constructor(
    readonly requestId: string,
    readonly deadline: RequestDeadline,
    readonly forwardedHeaders: Readonly<Record<string, string>>,
    log: Logger,
    readonly claims?: ClaimsOf,
  ) {
    this.#log = log;
  }

  get log(): Logger {
    this.#ownLog ??= this.#log.child({ requestId: this.requestId });
    return this.#ownLog;
  }
}
