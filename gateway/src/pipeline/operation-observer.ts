import type { IncomingMessage } from 'node:http';
import type { PreparedOperation } from '../executor/engine.js';
import type { Resolution } from './operation-resolver.js';
import type { Refusal } from './refusal.js';
import type { RequestContext } from './request-context.js';

/** Watches operations, to trace them for example. */
export interface OperationObserver {
  /**
   * An operation's parameters were read. What is set in `context.aroundFetch` goes around its fetches.
   * @returns what watches this operation; undefined leaves it alone, at no cost
   */
  begin(request: Pick<IncomingMessage, 'headers'>, context: RequestContext): OperationWatch | undefined;
}

/** Watches one operation; each is called at most once, in this order. A subscription has ended when its stream has begun. */
export interface OperationWatch {
  /** The operation passed the guards, or was refused. */
  resolved?(outcome: Resolution | Refusal): void;
  /** The operation is planned; `isKept` says that it was planned before. */
  prepared?(operation: PreparedOperation, isKept: boolean): void;
  ended(end: OperationEnd): void;
}

/** How an operation ended. */
export interface OperationEnd {
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | 'invalid';
  /** The HTTP status. */
  readonly status: number;
  /** The codes of its errors. */
  readonly codes: readonly string[];
}
