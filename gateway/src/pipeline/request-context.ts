import { type Caller, claimsOfCaller, type Logger } from '@orrery/runtime';
import type { AroundFetch, OperationContext } from '../executor/operation-context.js';
import { type ClaimsOf, callerOfClaims, NOBODY } from '../security/authorization/caller-claims.js';
import type { RequestDeadline } from './request-deadline.js';

/** The context of the operations of one HTTP request. Its logger is made when there is something to log. */
export class RequestContext implements OperationContext {
  /** Set before the operation runs, by whoever watches it. */
  aroundFetch?: AroundFetch;
  #caller: Caller | undefined;
  readonly #log: Logger;
  #ownLog: Logger | undefined;

  constructor(
    readonly requestId: string,
    readonly deadline: RequestDeadline,
    readonly forwardedHeaders: Readonly<Record<string, string>>,
    log: Logger,
  ) {
    this.#log = log;
  }

  /** Who sends the operation; set before it runs, where tokens are verified. */
  get caller(): Caller | undefined {
    return this.#caller;
  }

  set caller(caller: Caller | undefined) {
    this.#caller = caller;
  }

  get claims(): ClaimsOf | undefined {
    const caller = this.#caller;
    if (!caller) return undefined;
    return () => (caller.kind === 'anonymous' ? NOBODY : callerOfClaims(claimsOfCaller(caller)));
  }

  get log(): Logger {
    this.#ownLog ??= this.#log.child({ requestId: this.requestId });
    return this.#ownLog;
  }
}
