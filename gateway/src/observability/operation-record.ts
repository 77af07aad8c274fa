import { type Logger, operationLabels } from '@orrery/runtime';
import type { GatewayMetrics } from './gateway-metrics.js';

/** An operation that was answered. */
export interface AnsweredOperation {
  readonly requestId: string;
  /** The operation's name in its document. */
  readonly name: string | null | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | 'invalid';
  /** The HTTP status. */
  readonly status: number;
  readonly seconds: number;
  /** The code of each of its errors. */
  readonly codes: readonly string[];
}

/** Makes what counts and times operations and their errors, and logs one line for each: never its variables or its text. */
export function operationRecorder(
  metrics: GatewayMetrics,
  log: Logger,
): (operation: AnsweredOperation) => void {
  const labelOf = operationLabels();
  // Looking for secrets takes longer than all else about a line; these have none, whatever a client sends.
  const lines = log.child({}, { redact: [] });
  return ({ requestId, name, type, status, seconds, codes }) => {
    const operation = labelOf(name);
    const labels = { operation, type };
    metrics.operations.inc(labels);
    metrics.operationDuration.observe(labels, seconds);
    for (const code of codes) metrics.operationErrors.inc({ operation, code });
    lines.info(
      {
        requestId,
        operation,
        type,
        status,
        durationMs: Math.round(seconds * 1_000),
        errors: codes.length,
        ...(codes.length > 0 && { codes: [...new Set(codes)] }),
      },
      'operation',
    );
  };
}

/** The code of each error. */
export function codesOf(
  errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined,
): string[] {
  return errors ? errors.map(({ extensions }) => String(extensions?.code ?? 'NONE')) : [];
}
