import { RequestError } from '@orrery/runtime';

/** The refusal of an address that the caller does not have: the same whether it is nobody's or somebody else's. */
export function noSuchAddress(): RequestError {
  return new RequestError('NOT_FOUND', 'You have no address with this id.');
}
