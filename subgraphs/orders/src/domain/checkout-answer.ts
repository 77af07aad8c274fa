import type { EventData } from '@orrery/contracts';
import type { CheckoutAnswer } from './checkout-machine.js';
import { type Amount, multiply, sum } from './money.js';
import { type OrderFailure, outOfStock, paymentDeclined, priceChanged, TIMED_OUT } from './order-failure.js';
import { shippingFor } from './shipping.js';

/** What another service answered. */
export type Answer<Type extends CheckoutAnswer = CheckoutAnswer> = {
  readonly [T in Type]: { readonly type: T; readonly data: EventData<T> };
}[Type];

/** A line that waits for its price, or has it. */
interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** What a line costs. */
export interface LinePrice {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Amount;
  readonly total: Amount;
}

/** What an order costs; `lines` in the order of its lines. */
export interface OrderPrices {
  readonly lines: readonly LinePrice[];
  readonly subtotal: Amount;
  readonly shipping: Amount;
  readonly total: Amount;
}

/** What an answer comes to: the order's prices, where it tells them, and why the checkout cannot go on, if it cannot. */
export interface Verdict {
  readonly prices?: OrderPrices;
  readonly failure?: OrderFailure;
}

/** Judges an answer to the step that a checkout is in. */
export function judge(
  answer: Answer,
  order: { readonly lines: readonly Line[]; readonly expectedTotal: Amount | null },
): Verdict {
  switch (answer.type) {
    case 'catalog.prices-quoted':
      return judgePrices(answer.data, order.lines, order.expectedTotal);
    case 'inventory.stock-refused':
      return { failure: outOfStock(answer.data.lines) };
    case 'inventory.stock-lost':
      return { failure: TIMED_OUT };
    case 'payments.payment-declined':
    case 'payments.capture-declined':
      return { failure: paymentDeclined(answer.data.reason) };
    default:
      return {};
  }
}

function judgePrices(
  { products, missing }: EventData<'catalog.prices-quoted'>,
  lines: readonly Line[],
  expected: Amount | null,
): Verdict {
  if (missing.length > 0) {
    const gone = lines.filter(({ productId }) => missing.includes(productId));
    return {
      failure: outOfStock(
        gone.map(({ productId, quantity }) => ({ productId, wanted: quantity, available: 0 })),
      ),
    };
  }
  const priced = lines.map(({ productId, quantity }) => {
    const quoted = products.find((product) => product.productId === productId);
    if (!quoted) throw new Error(`no price was told of ${productId}`);
    const unitPrice = { amountMinor: quoted.amountMinor, currency: quoted.currency };
    return { sku: quoted.sku, name: quoted.name, unitPrice, total: multiply(unitPrice, quantity) };
  });
  const subtotal = sum(priced.map(({ total }) => total));
  const shipping = subtotal && shippingFor(subtotal);
  const total = subtotal && sum([subtotal, shipping]);
  const prices = subtotal && shipping && total ? { lines: priced, subtotal, shipping, total } : undefined;
  if (expected && total?.amountMinor === expected.amountMinor && total.currency === expected.currency) {
    return { prices };
  }
  return { prices, failure: expected ? priceChanged(expected, total) : undefined };
}
