import { NotAllowed, Refused } from '../../commands/outcomes.js';
import type { DeclineReason } from '../types/payment.enums.js';
import { IllegalPaymentTransition, ProviderRefused } from '../types/payment-outcomes.type.js';

/** An operation's refusal as the schema says it; whatever is no refusal stays as it is. */
export function toOutcome<T>(
  result: T,
): Exclude<T, NotAllowed | Refused> | IllegalPaymentTransition | ProviderRefused {
  if (result instanceof Refused) {
    return Object.assign(new ProviderRefused(), { reason: result.reason as DeclineReason });
  }
  if (result instanceof NotAllowed) {
    const { state, attempted, pending } = result;
    const outcome = Object.assign(new IllegalPaymentTransition(), { currentState: state, attempted });
    if (pending) outcome.message = `The outcome of ${pending} is not known yet: resolve the payment first.`;
    return outcome;
  }
  return result as Exclude<T, NotAllowed | Refused>;
}
