import { newId } from '@orrery/contracts';
import { OWNER } from '../askers.js';
import { fresh, type MutationProbe, type ProbeScene, quoted } from './mutation-probe.js';

const ownerId = OWNER.user?.id ?? '';

const review = (productId: string) =>
  `input: { productId: ${quoted(productId)}, rating: 5, title: "A probe", body: "It is tried out." }`;

async function reviewedProduct({ databases, rows }: ProbeScene): Promise<string> {
  const { productId } = await databases.row('reviews', 'reviews', { _id: rows.review });
  const row = { userId: ownerId, productId, receivedAt: new Date() };
  const _id = `${ownerId} ${productId}`;
  await databases
    .collection('reviews', 'receivedProducts')
    .updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
  return String(productId);
}

async function anotherReview({ asker, databases, rows }: ProbeScene): Promise<string> {
  const userId = asker.name === 'owner' ? ownerId : { $ne: ownerId };
  const filter = { _id: { $ne: rows.review }, userId } as object;
  return (await databases.row('reviews', 'reviews', filter))._id;
}

/** Reviews. */
export const REVIEW_PROBES: readonly MutationProbe[] = [
  { field: 'addReview', outcome: 'ProductNotReceived', args: () => review(newId('Product')) },
  {
    field: 'addReview',
    outcome: 'ReviewAlreadyExists',
    askers: ['owner'],
    args: async (scene) => review(await reviewedProduct(scene)),
  },
  {
    field: 'updateReview',
    args: ({ rows }) => `input: { id: ${quoted(rows.review)}, title: "Probe ${fresh()}" }`,
  },
  {
    field: 'deleteReview',
    args: async (scene) => `id: ${quoted(await anotherReview(scene))}`,
    refused: ({ rows }) => `id: ${quoted(rows.review)}`,
  },
];
