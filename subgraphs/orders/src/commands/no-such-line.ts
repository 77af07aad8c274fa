import { RequestError } from '@orrery/runtime';

/** The refusal to change a line that the caller's cart does not have. */
export function noSuchLine(): RequestError {
  return new RequestError('NOT_FOUND', 'Your cart has no line with this id.');
}
