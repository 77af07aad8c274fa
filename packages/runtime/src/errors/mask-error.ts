import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '@orrery/contracts';
import type { Logger } from '../logging/logger.js';
import { type FieldFault, RequestError } from './request-error.js';

/** What a client may see of an error. */
export interface ClientError {
  readonly message: string;
  readonly extensions: {
    readonly code: ErrorCode;
    readonly errorId?: string;
    readonly fields?: readonly FieldFault[];
  };
}

/**
 * Turns anything thrown into what a client may see. A RequestError passes; everything else is logged whole under a
 * fresh id, and the client sees a generic sentence and that id.
 */
export function maskError(error: unknown, log: Logger): ClientError {
  if (error instanceof RequestError) {
    const { code, fields } = error;
    return { message: error.message, extensions: fields ? { code, fields } : { code } };
  }
  const errorId = randomUUID();
  log.error({ err: error, errorId }, 'internal error');
  return {
    message: `Something went wrong on our side. Quote ${errorId} when you report it.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

/**
 * GraphQL's own message about a variable of the wrong type, without the value: it may be a password or a card's number,
 * and messages end in logs.
 */
export function withoutSentValue(message: string): string {
  return message
    .replace(/ got invalid value [\s\S]*?(?= at "[^"]*"; |; (?![\s\S]*; ))/, ' got an invalid value')
    .replace(/( cannot represent [^:]*?): [\s\S]*$/, '$1.');
}
