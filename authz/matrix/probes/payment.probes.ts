import { newId } from '@orrery/contracts';
import { OWNER } from '../askers.js';
import { fresh, type MutationProbe, type ProbeScene, quoted } from './mutation-probe.js';

// Of the test provider: packages/test-provider/README.md.
const GOOD_CARD = '4242424242424242';
const EMPTY_CARD = '4000000000001000';
const CARD_WITHOUT_CAPTURE = '4000000000008005';
const ownerId = OWNER.user?.id ?? '';

const authorization = (orderId: string, card: string) =>
  `input: { orderId: ${quoted(orderId)}, userId: ${quoted(ownerId)}, amount: { amountMinor: 100, currency: "EUR" }, card: { number: ${quoted(card)}, expiryMonth: 1, expiryYear: 2099, securityCode: "123" }, idempotencyKey: "probe ${fresh()}" }`;
const refund = (paymentId: string, amountMinor: number, key = `probe ${fresh()}`) =>
  `input: { paymentId: ${quoted(paymentId)}, amountMinor: ${amountMinor}, reason: "a probe", idempotencyKey: ${quoted(key)} }`;

async function ownersPayment({ databases }: ProbeScene, state: string): Promise<string> {
  const filter = { userId: ownerId, state, pending: null };
  return (await databases.row('payments', 'payments', filter))._id;
}

async function paymentWithoutCapture({ mutate }: ProbeScene): Promise<string> {
  const text = `authorizePayment(${authorization(newId('Order'), CARD_WITHOUT_CAPTURE)}) { ... on Payment { id } }`;
  const { id } = (await mutate('FINANCE', text)).authorizePayment as { id: string };
  return id;
}

/** Money. */
export const PAYMENT_PROBES: readonly MutationProbe[] = [
  {
    field: 'authorizePayment',
    outcome: 'PaymentDeclined',
    args: () => authorization(newId('Order'), EMPTY_CARD),
    refused: () => authorization(newId('Order'), GOOD_CARD),
  },
  {
    field: 'authorizePayment',
    outcome: 'OrderAlreadyPaid',
    args: ({ rows }) => authorization(rows.order, GOOD_CARD),
  },
  {
    field: 'capturePayment',
    outcome: 'IllegalPaymentTransition',
    args: ({ rows }) => `id: ${quoted(rows.declinedPayment)}`,
    refused: async (scene) => `id: ${quoted(await ownersPayment(scene, 'AUTHORIZED'))}`,
  },
  {
    field: 'capturePayment',
    outcome: 'ProviderRefused',
    args: async (scene) => `id: ${quoted(await paymentWithoutCapture(scene))}`,
  },
  {
    field: 'voidPayment',
    outcome: 'IllegalPaymentTransition',
    args: ({ rows }) => `id: ${quoted(rows.declinedPayment)}`,
    refused: async (scene) => `id: ${quoted(await ownersPayment(scene, 'AUTHORIZED'))}`,
  },
  { field: 'resolvePayment', args: ({ rows }) => `id: ${quoted(rows.payment)}` },
  {
    field: 'retryRefund',
    outcome: 'IllegalPaymentTransition',
    args: ({ rows }) => `id: ${quoted(rows.refund)}`,
    refused: ({ rows }) => `id: ${quoted(rows.failedRefund)}`,
  },
  {
    field: 'refundPayment',
    outcome: 'Refund',
    args: ({ rows }) => refund(rows.payment, 1),
    refused: async (scene) => refund(await ownersPayment(scene, 'CAPTURED'), 1),
  },
  {
    field: 'refundPayment',
    outcome: 'RefundTooLarge',
    args: ({ rows }) => refund(rows.payment, 100_000_000),
  },
  {
    field: 'refundPayment',
    outcome: 'IdempotencyKeyReused',
    args: ({ rows }) => refund(rows.payment, 7, `authz ${rows.refund}`),
  },
];
