import type { PaymentsCommand } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { NotAllowed, Refused } from './outcomes.js';
import { runOperation } from './run-operation.js';

/** Lets go of the money that was set aside. @throws RequestError NOT_FOUND when there is no such payment */
export const voidPayment: PaymentsCommand<{ id: string }, PaymentDocument | NotAllowed | Refused> = (
  scope,
  { id },
) => runOperation(scope, id, 'VOID');
