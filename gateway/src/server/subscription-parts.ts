import type { IncomingMessage } from 'node:http';
import type { Logger } from '@orrery/runtime';
import type { SubscriptionSettings } from '../config/subscription-settings.js';
import type { SubscriptionMetrics } from '../observability/subscription-metrics.js';
import type { Callers } from '../security/callers/callers.js';
import type { OperationSource } from '../security/rate-limits/rate-limits.js';
import type { KeepHeaders } from '../subscriptions/authority.js';
import type { ClientCount } from '../subscriptions/client-count.js';
import type { OperationRunner } from '../subscriptions/operation-runner.js';
import type { OperationAdmission } from './operation-admission.js';

/** What the transports of subscriptions share. */
export interface SubscriptionParts {
  readonly runner: OperationRunner;
  readonly admission: Pick<OperationAdmission, 'settled'>;
  readonly clients: ClientCount;
  readonly keep: KeepHeaders;
  /** Who sends requests, where tokens are verified. */
  readonly callers: Callers | undefined;
  /** Whether a page of the request's origin may connect. Clients that are no browser send none. */
  readonly isOriginAllowed: (request: IncomingMessage) => boolean;
  /** Whose limits the operations of a connection are counted under. */
  readonly sourceOf: (request: IncomingMessage) => OperationSource;
  readonly settings: SubscriptionSettings;
  /** Largest accepted message. */
  readonly messageLimitBytes: number;
  readonly metrics: SubscriptionMetrics;
  readonly log: Logger;
}
