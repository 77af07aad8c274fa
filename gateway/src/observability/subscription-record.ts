import { type Logger, operationLabels } from '@orrery/runtime';
import type { GatewayMetrics } from './gateway-metrics.js';

/** A subscription of a client that ended. */
export interface EndedSubscription {
  readonly requestId: string;
  /** The operation's name in its document. */
  readonly name: string | undefined;
  /** How many answers the client was sent. */
  readonly answers: number;
  readonly seconds: number;
  /** The codes of errors, of its answers and of its end. */
  readonly codes: readonly string[];
}

/** Makes what counts subscriptions and their errors, and logs one line for each: never its variables or its text. */
export function subscriptionRecorder(
  metrics: GatewayMetrics,
  log: Logger,
): (subscription: EndedSubscription) => void {
  const labelOf = operationLabels();
  return ({ requestId, name, answers, seconds, codes }) => {
    const operation = labelOf(name);
    // How long clients listen says nothing of how fast they are served: the durations of operations leave it out.
    metrics.operations.inc({ operation, type: 'subscription' });
    for (const code of codes) metrics.operationErrors.inc({ operation, code });
    log.info(
      {
        requestId,
        operation,
        type: 'subscription',
        answers,
        durationMs: Math.round(seconds * 1_000),
        ...(codes.length > 0 && { codes: [...new Set(codes)] }),
      },
      'subscription ended',
    );
  };
}
