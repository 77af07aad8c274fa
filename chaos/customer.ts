import type { Conditions } from './conditions.js';
import type { Draw } from './draw.js';
import { insist } from './graph.js';
import type { Ledger, LedgerEntry } from './ledger.js';

/** Who acts, and where. */
export interface Actor {
  readonly gatewayUrl: string;
  tokenOf(userId: string, role?: 'CUSTOMER' | 'WAREHOUSE'): Promise<string>;
}

/** What the customers choose from, and how they are. */
export interface Shop extends Pick<Conditions, 'wrongTotals' | 'patienceMs'> {
  readonly productIds: readonly string[];
}

/** The id of the nth customer. */
export function customerId(nth: number): string {
  return `usr_chaoscustomer${String(nth).padStart(5, '0')}0000`;
}

const METHODS = [
  ...Array<string>(8).fill('tok_visa'),
  'tok_mastercard',
  'tok_no-funds',
  'tok_late',
  'tok_late-follow-ups',
  'tok_no-capture',
] as const;

const ADD = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }';
const CART = '{ cart { id lines { id } total { amountMinor currency } } }';
const CHECKOUT =
  'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename ... on Order { id state version } } }';
const CANCEL =
  'mutation ($id: ID!) { cancelOrder(id: $id) { __typename ... on IllegalTransition { order { state } } } }';
const SHIP =
  'mutation ($id: ID!) { shipOrder(id: $id) { __typename ... on IllegalTransition { order { state } } } }';
const ADDRESS = {
  recipient: 'A. Customer',
  lines: ['Ring 1'],
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};

interface CartData {
  readonly cart: {
    readonly id: string;
    readonly lines: readonly unknown[];
    readonly total: { readonly amountMinor: number; readonly currency: string } | null;
  } | null;
}

/** Buys once: fills a cart, checks out, and perhaps cancels the order, or has it shipped. */
export async function buyOnce(
  actor: Actor,
  shop: Shop,
  ledger: Ledger,
  userId: string,
  key: string,
  draw: Draw,
): Promise<void> {
  const token = await actor.tokenOf(userId);
  const until = Date.now() + shop.patienceMs;
  const run = <Data>(query: string, variables: object = {}) =>
    insist<Data>(actor.gatewayUrl, token, query, variables, until);
  const products = [...new Set([1, 2, 3].slice(draw.below(3)).map(() => draw.oneOf(shop.productIds)))];
  for (const productId of products) {
    await run(ADD, { input: { productId, quantity: 1 + draw.below(3) } });
  }
  const { cart } = await run<CartData>(CART);
  const total = cart?.total;
  if (!cart || !total) throw new Error('the cart has no total');
  const wrongTotal = draw.chance(shop.wrongTotals) ? 1 : 0;
  const paymentMethod = draw.oneOf(METHODS);
  const expectedTotal = { ...total, amountMinor: total.amountMinor + wrongTotal };
  const input = {
    idempotencyKey: key,
    cartId: cart.id,
    shippingAddress: ADDRESS,
    paymentMethod,
    expectedTotal,
  };
  const entry = ledger.open({
    userId,
    key,
    expectedTotalMinor: expectedTotal.amountMinor,
    paymentMethod,
  });
  await place(run, entry, input, draw);
  const afterwards = draw.fraction();
  if (afterwards < 0.2) await cancel(run, entry, draw);
  else if (afterwards < 0.35) await ship(actor, entry, until);
}

type Run = <Data>(query: string, variables?: object) => Promise<Data>;

// Sometimes twice at once, and sometimes again later: one order comes of it.
async function place(run: Run, entry: LedgerEntry, input: object, draw: Draw): Promise<void> {
  const times = draw.chance(0.2) ? 2 : 1;
  const again = draw.chance(0.2) ? 1 : 0;
  const once = async () => {
    const { checkout } = await run<{ checkout: { __typename: string; id?: string } }>(CHECKOUT, { input });
    if (!checkout.id) {
      entry.violations.push(`checkout under ${entry.key} answered ${checkout.__typename}`);
      return;
    }
    if (entry.orderId && entry.orderId !== checkout.id) {
      entry.violations.push(`${entry.key} got two orders: ${entry.orderId} and ${checkout.id}`);
    }
    entry.orderId = checkout.id;
  };
  await Promise.all(Array.from({ length: times }, once));
  if (again) await once();
}

async function cancel(run: Run, entry: LedgerEntry, draw: Draw): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, draw.below(1_500)));
  const { cancelOrder } = await run<{ cancelOrder: { __typename: string; order?: { state: string } } }>(
    CANCEL,
    { id: entry.orderId },
  );
  // An earlier try may have been done without an answer: then it is refused as done.
  entry.cancelled = cancelOrder.__typename === 'Order' || cancelOrder.order?.state === 'CANCELLED';
}

async function ship(actor: Actor, entry: LedgerEntry, until: number): Promise<void> {
  const token = await actor.tokenOf('usr_chaoswarehouse00000000', 'WAREHOUSE');
  for (;;) {
    const { shipOrder } = await insist<{ shipOrder: { __typename: string; order?: { state: string } } }>(
      actor.gatewayUrl,
      token,
      SHIP,
      { id: entry.orderId },
      until,
    );
    const state = shipOrder.order?.state;
    entry.shipped = shipOrder.__typename === 'Order' || state === 'SHIPPED';
    if (entry.shipped || state === 'FAILED' || state === 'CANCELLED') return;
    if (Date.now() > until) throw new Error(`${entry.orderId} could not be shipped`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
