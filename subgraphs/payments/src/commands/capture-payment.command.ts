import type { PaymentsCommand } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { NotAllowed, Refused } from './outcomes.js';
import { runOperation } from './run-operation.js';

/** Takes the money that was set aside, all of it. @throws RequestError NOT_FOUND when there is no such payment */
export const capturePayment: PaymentsCommand<{ id: string }, PaymentDocument | NotAllowed | Refused> = (
  scope,
  { id },
) => runOperation(scope, id, 'CAPTURE');
