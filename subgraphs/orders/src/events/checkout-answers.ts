import {
  captureDeclined,
  paymentAuthorized,
  paymentCancelled,
  paymentCaptured,
  paymentDeclined,
  pricesQuoted,
  stockKept,
  stockLost,
  stockRefused,
  stockReleased,
  stockReserved,
} from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import type { OrdersScope } from '../context.js';
import type { Answer } from '../domain/checkout-answer.js';
import { takeAnswer } from '../sagas/take-answer.js';

/** What the other services answer to a checkout leads it on. */
export const checkoutAnswers = [
  pricesQuoted,
  stockReserved,
  stockRefused,
  stockKept,
  stockLost,
  stockReleased,
  paymentAuthorized,
  paymentDeclined,
  paymentCaptured,
  captureDeclined,
  paymentCancelled,
].map((event) =>
  onEvent(event, {
    consumer: `checkout:${event.type}`,
    handle: (scope: OrdersScope, { data, envelope }, session) =>
      takeAnswer(scope, envelope.subject, { type: event.type, data } as Answer, session),
  }),
);
