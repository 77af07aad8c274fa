import { ConfigError } from '@orrery/runtime';
import { SupergraphError } from '../supergraph/supergraph-error.js';
import { ExplainError } from './explain-error.js';

/** Says in a line why the gateway cannot start and what to do; a configuration's faults are a line each. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return `orrery-gateway cannot start: port ${port} is taken: end what listens there, or choose another with --port`;
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return `orrery-gateway cannot start: it may not listen at ${address}:${port}: choose another HOST or --port`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof ExplainError) return reason;
  if (error instanceof SupergraphError) return `orrery-gateway cannot start: ${reason}`;
  return `orrery-gateway failed to start: ${reason}`;
}
