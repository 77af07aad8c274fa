import type { EventType } from '@orrery/contracts';
import type { OrderState } from './order-state.js';

/** The states of a checkout: the steps of it in their order, and how it ends. */
export const CHECKOUT_STATES = [
  'PRICING',
  'RESERVING',
  'AUTHORIZING',
  'CONFIRMING',
  'CAPTURING',
  'COMPLETED',
  'COMPENSATING',
  'COMPENSATED',
] as const;

/** One of {@link CHECKOUT_STATES}. */
export type CheckoutState = (typeof CHECKOUT_STATES)[number];

/** A state in which a checkout waits for one answer. */
export type CheckoutStepName = Exclude<CheckoutState, 'COMPLETED' | 'COMPENSATING' | 'COMPENSATED'>;

/** What a checkout asks of the other services. */
export type CheckoutRequest = Extract<EventType, `checkout.${string}`>;

/** What it is answered. */
export type CheckoutAnswer = Extract<EventType, `${'catalog' | 'inventory' | 'payments'}.${string}`>;

/** One step: what is asked, and where each answer leads. */
export interface CheckoutStep {
  readonly asks: CheckoutRequest;
  /** The answer that leads on. */
  readonly done: CheckoutAnswer;
  /** The answer that ends the checkout in compensation. */
  readonly refused?: CheckoutAnswer;
  readonly next: CheckoutStepName | 'COMPLETED';
  /** Where the order goes with {@link done}. @default it stays */
  readonly orderState?: OrderState;
  /** What the step leaves to undo, from the moment it is begun. */
  readonly compensation?: CompensationName;
  /** How long the answer may take, in units of the configured step time. */
  readonly patience: number;
}

/** What can be undone. */
export type CompensationName = 'STOCK' | 'PAYMENT';

/** The checkout from begin to end. A deadline that passes leads to compensation, as a refusal does. */
export const CHECKOUT_STEPS: Readonly<Record<CheckoutStepName, CheckoutStep>> = {
  PRICING: {
    asks: 'checkout.prices-requested',
    done: 'catalog.prices-quoted',
    next: 'RESERVING',
    patience: 1,
  },
  RESERVING: {
    asks: 'checkout.stock-requested',
    done: 'inventory.stock-reserved',
    refused: 'inventory.stock-refused',
    next: 'AUTHORIZING',
    orderState: 'RESERVED',
    compensation: 'STOCK',
    patience: 1,
  },
  AUTHORIZING: {
    asks: 'checkout.payment-requested',
    done: 'payments.payment-authorized',
    refused: 'payments.payment-declined',
    next: 'CONFIRMING',
    orderState: 'AUTHORIZED',
    compensation: 'PAYMENT',
    patience: 3, // banks take their time
  },
  CONFIRMING: {
    asks: 'checkout.stock-keep-requested',
    done: 'inventory.stock-kept',
    refused: 'inventory.stock-lost',
    next: 'CAPTURING',
    orderState: 'CONFIRMED',
    patience: 1,
  },
  CAPTURING: {
    asks: 'checkout.capture-requested',
    done: 'payments.payment-captured',
    refused: 'payments.capture-declined',
    next: 'COMPLETED',
    patience: 3,
  },
};

/** How each thing is undone: what is asked, and the answer that it is. */
export const COMPENSATIONS = {
  STOCK: { asks: 'checkout.stock-release-requested', done: 'inventory.stock-released' },
  PAYMENT: { asks: 'checkout.payment-cancel-requested', done: 'payments.payment-cancelled' },
} as const satisfies Readonly<Record<CompensationName, { asks: CheckoutRequest; done: CheckoutAnswer }>>;

/** How many step times may pass between the request for a reservation and the one to keep it. */
export const PATIENCE_UNTIL_KEPT =
  CHECKOUT_STEPS.RESERVING.patience +
  CHECKOUT_STEPS.AUTHORIZING.patience +
  CHECKOUT_STEPS.CONFIRMING.patience;

/** The state in which every checkout begins. */
export const FIRST_CHECKOUT_STATE: CheckoutStepName = 'PRICING';

/** Whether a checkout in that state waits for the answer to a step. */
export function isStep(state: CheckoutState): state is CheckoutStepName {
  return Object.hasOwn(CHECKOUT_STEPS, state);
}

/** What has to be undone of a checkout that comes to `state`. */
export function compensationsFrom(state: CheckoutState): CompensationName[] {
  if (state === 'COMPENSATING' || state === 'COMPENSATED') return [];
  const begun = CHECKOUT_STATES.slice(0, CHECKOUT_STATES.indexOf(state) + 1);
  return begun.flatMap((step) => (isStep(step) ? (CHECKOUT_STEPS[step].compensation ?? []) : []));
}

/** After how many step times what is not undone is asked for again. */
export const COMPENSATION_PATIENCE = 3;
