import { ERROR_CODES } from '@orrery/contracts';
import { RequestError } from '@orrery/runtime';
import type { Callers, Identity } from '../security/callers/callers.js';
import { type Refusal, refuse } from './refusal.js';

/** Tells who sends an Authorization header, or why it is not taken: at once where that is known. Called once. */
export type IdentifyCaller = (
  authorization: string | undefined,
  done: (identity: Identity | Refusal) => void,
  fail: (error: unknown) => void,
) => void;

// RFC 6750, 3.
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };

/** Makes what refuses tokens in a form that is fit for clients. */
export function identifyBy(callers: Pick<Callers, 'identify'>): IdentifyCaller {
  return (authorization, done, fail) => {
    let identity: Identity | Promise<Identity>;
    try {
      identity = callers.identify(authorization);
    } catch (error) {
      refuseBy(error, done, fail);
      return;
    }
    if (identity instanceof Promise) {
      identity.then(done, (error: unknown) => refuseBy(error, done, fail)).catch(fail);
    } else done(identity);
  };
}

function refuseBy(error: unknown, done: (refusal: Refusal) => void, fail: (error: unknown) => void): void {
  if (!(error instanceof RequestError)) {
    fail(error);
    return;
  }
  const { code, message } = error;
  const { httpStatus } = ERROR_CODES[code];
  done(refuse(httpStatus, code, message, httpStatus === 401 ? CHALLENGE : { 'retry-after': '1' }));
}
