import type { ErrorCode } from '@orrery/contracts';

/** One input field's fault: `path` as the client wrote it (`input.lines.0.quantity`), `message` without the value. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/**
 * A fault of the caller's (tier 2): its message is built from the caller's own data only and is shown as it is.
 * Anything else that is thrown is ours (tier 3) and is masked.
 */
export class RequestError extends Error {
  constructor(
    readonly code: Exclude<ErrorCode, 'INTERNAL_SERVER_ERROR'>,
    message: string,
    readonly fields?: readonly FieldFault[],
  ) {
    super(message);
    this.name = 'RequestError';
  }
}
