import { newId, seedId } from '@orrery/contracts';
import { OWNER } from '../askers.js';
import { fresh, type MutationProbe, type ProbeScene, quoted, userOf } from './mutation-probe.js';

const FAR_FUTURE = new Date('2100-01-01T00:00:00Z');
const MOST_LINES = 50;
const PRODUCT = quoted(seedId('Product', 5));
const ANOTHER_PRODUCT = quoted(seedId('Product', 299));
const SHIPPING =
  '{ recipient: "A. Probe", lines: ["Probe Street 1"], postalCode: "10115", city: "Berlin", country: "DE" }';
const owner = OWNER.user ?? { id: '', email: '', roles: [] };

const carts = ({ databases }: ProbeScene) => databases.collection('orders', 'carts');
const line = (product: number) => ({
  _id: newId('CartLine'),
  productId: seedId('Product', product),
  quantity: 1,
  addedAt: new Date(),
});

async function cartOf(scene: ProbeScene): Promise<string> {
  return (await scene.databases.row('orders', 'carts', { userId: userOf(scene, owner).id }))._id;
}

async function setLines(scene: ProbeScene, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => line(100 + index));
  await carts(scene).updateOne({ userId: userOf(scene, owner).id }, { $set: { lines } });
}

async function anotherLine(scene: ProbeScene): Promise<string> {
  const added = line(200);
  await carts(scene).updateOne({ userId: owner.id }, { $push: { lines: added } } as object);
  return added._id;
}

const checkout = (cart: string, key: string) =>
  `input: { idempotencyKey: ${quoted(key)}, cartId: ${quoted(cart)}, shippingAddress: ${SHIPPING}, paymentMethod: "tok_visa", expectedTotal: { amountMinor: 1, currency: "EUR" } }`;

async function ownersOrder({ databases }: ProbeScene, state: string): Promise<string> {
  return `id: ${quoted((await databases.row('orders', 'orders', { userId: owner.id, state }))._id)}`;
}

const delivered = ({ rows }: ProbeScene) => `id: ${quoted(rows.order)}`;

/** Carts and orders. */
export const ORDER_PROBES: readonly MutationProbe[] = [
  {
    field: 'addCartLine',
    outcome: 'Cart',
    args: async (scene) => {
      await setLines(scene, 1);
      return `input: { productId: ${PRODUCT} }`;
    },
    refused: () => `input: { productId: ${PRODUCT} }`,
  },
  {
    field: 'addCartLine',
    outcome: 'QuantityLimit',
    args: () => `input: { productId: ${PRODUCT}, quantity: 99 }`,
  },
  {
    field: 'changeCartLine',
    args: async (scene) => `input: { id: ${quoted(await anotherLine(scene))}, quantity: 2 }`,
    refused: ({ rows }) => `input: { id: ${quoted(rows.cartLines[0] ?? '')}, quantity: 9 }`,
  },
  {
    field: 'removeCartLine',
    args: async (scene) => `id: ${quoted(await anotherLine(scene))}`,
    refused: ({ rows }) => `id: ${quoted(rows.cartLines[0] ?? '')}`,
  },
  {
    field: 'addCartLine',
    outcome: 'CartFull',
    args: async (scene) => {
      await setLines(scene, MOST_LINES);
      return `input: { productId: ${ANOTHER_PRODUCT} }`;
    },
  },
  { field: 'clearCart' },
  {
    field: 'checkout',
    outcome: 'CartEmpty',
    args: async (scene) => {
      await setLines(scene, 0);
      return checkout(await cartOf(scene), `probe ${fresh()}`);
    },
    refused: ({ rows }) => checkout(rows.cart, `probe ${fresh()}`),
  },
  // The cart is the owner's: nobody else orders what is in it.
  {
    field: 'checkout',
    isOwners: true,
    outcome: 'CartEmpty',
    args: ({ rows }) => checkout(rows.cart, `probe ${fresh()}`),
  },
  {
    field: 'checkout',
    outcome: 'IdempotencyKeyReused',
    args: async (scene) => {
      const key = `probe ${fresh()}`;
      const _id = `${userOf(scene, owner).id} ${key}`;
      await scene.databases
        .collection('orders', 'idempotencyKeys')
        .insertOne({ _id, orderId: scene.rows.order, fingerprint: 'another', expiresAt: FAR_FUTURE });
      return checkout(await cartOf(scene), key);
    },
    refused: ({ rows }) => checkout(rows.cart, `probe ${fresh()}`),
  },
  {
    field: 'cancelOrder',
    outcome: 'IllegalTransition',
    args: delivered,
    refused: (scene) => ownersOrder(scene, 'CONFIRMED'),
  },
  {
    field: 'shipOrder',
    outcome: 'IllegalTransition',
    args: delivered,
    refused: (scene) => ownersOrder(scene, 'CONFIRMED'),
  },
  {
    field: 'deliverOrder',
    outcome: 'IllegalTransition',
    args: delivered,
    refused: (scene) => ownersOrder(scene, 'SHIPPED'),
  },
];
