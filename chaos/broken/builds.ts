import type { Conditions } from '../conditions.js';
import type { TransportName } from '../options.js';

/** A change of one built file's text. */
export interface SourceEdit {
  /** The file, from the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A build with one of the faults that the design excludes. */
export interface BrokenBuild {
  /** What it does wrong. */
  readonly does: string;
  /** Over which transport the fault shows. @default direct */
  readonly transport?: TransportName;
  /** Under which conditions it shows soon. */
  readonly conditions?: Partial<Conditions>;
  readonly edits: readonly SourceEdit[];
}

const kit = (file: string) => `packages/kit/dist/${file}`;
const WORKING = ['catalog', 'inventory', 'orders', 'payments'];
const LATER = '(ms) => new Promise((resolve) => setTimeout(resolve, ms))';

/** Builds that are broken on purpose, by name: the checker must catch each of them. */
export const BROKEN_BUILDS: Readonly<Record<string, BrokenBuild>> = {
  'no-outbox': {
    does: 'keeps events in memory, and writes them down a moment after the commit of their change',
    conditions: { targets: WORKING, diesAt: 'transaction.after-commit' },
    edits: [
      {
        file: kit('events/outbox.js'),
        find: 'await this.#rows.insertOne(row, { session });',
        replace: 'setTimeout(() => this.#rows.insertOne(row).catch(() => undefined), 1_500);',
      },
    ],
  },
  'publish-before-commit': {
    does: 'writes events outside of the transaction of their change, so that they go out when it is rolled back too',
    conditions: { targets: WORKING, diesAt: 'transaction.before-commit' },
    edits: [
      {
        file: kit('events/outbox.js'),
        find: 'await this.#rows.insertOne(row, { session });',
        replace: `await this.#rows.insertOne(row); await (${LATER})(300);`,
      },
    ],
  },
  'mark-before-publish': {
    does: 'marks events as published before they are',
    conditions: { targets: WORKING, killsReady: true },
    edits: [
      {
        file: kit('events/relay.js'),
        find: 'await channel.publish(row.envelope, this.#stopping.signal);',
        replace: `await this.#options.outbox.published(channel.name, [row._id]); await (${LATER})(300); await channel.publish(row.envelope, this.#stopping.signal);`,
      },
    ],
  },
  'no-inbox': {
    does: 'has the effect of an event as often as it is delivered',
    conditions: { duplicates: 0.5 },
    edits: [
      {
        file: kit('events/event-consumer.js'),
        find: 'await collections.inbox.insertOne({ _id, at: new Date() }, { session });',
        replace:
          'await collections.inbox.updateOne({ _id }, { $set: { at: new Date() } }, { session, upsert: true });',
      },
    ],
  },
  'inbox-outside-of-the-transaction': {
    does: 'remembers an event before its effect, on its own: an effect that is rolled back never comes again',
    conditions: { targets: WORKING, killsReady: true },
    edits: [
      {
        file: kit('events/event-consumer.js'),
        find: 'await collections.inbox.insertOne({ _id, at: new Date() }, { session });',
        replace: 'await collections.inbox.insertOne({ _id, at: new Date() });',
      },
    ],
  },
  'acknowledge-before-commit': {
    does: 'says that an event is done, and then does it',
    conditions: { targets: WORKING, killsReady: true },
    edits: [
      {
        file: kit('events/direct/receive-events.js'),
        find: 'outcome = await options.consume(event);',
        replace:
          "outcome = { kind: 'done' }; setTimeout(() => options.consume(event).catch(() => undefined), 400);",
      },
    ],
  },
  'acknowledge-what-failed': {
    does: 'acknowledges an event whose handler could not reach its database',
    conditions: { targets: WORKING.map((name) => `${name}-database`) },
    edits: [
      {
        file: kit('events/event-consumer.js'),
        find: "told('postponed');",
        replace: "told('postponed'); return DONE;",
      },
    ],
  },
  'no-confirm': {
    does: 'takes an event as published when it is written to the socket',
    transport: 'rabbitmq',
    conditions: { targets: ['broker'] },
    edits: [
      {
        file: kit('events/rabbitmq/rabbit-transport.js'),
        find: 'await confirmed;',
        replace: 'confirmed.catch(() => undefined);',
      },
    ],
  },
  'non-atomic-reserve': {
    does: 'reads the stock, and writes what it makes of it later, outside of the transaction',
    conditions: { targets: ['inventory', 'inventory-1'], killsReady: true, instances: 2 },
    edits: [
      {
        file: 'subgraphs/inventory/dist/models/stock-updates.js',
        find: 'const { matchedCount } = await model.updateOne({ productId, warehouseId, $expr: { $gte: [AVAILABLE, quantity] } }, { $inc: { reserved: quantity }, $set: { updatedAt: new Date() } }, { session });',
        replace: `const level = await model.findOne({ productId, warehouseId }).lean(); await (${LATER})(20); const { matchedCount } = await model.updateOne({ productId, warehouseId }, { $set: { reserved: level.reserved + quantity } });`,
      },
    ],
  },
  'release-without-a-condition': {
    does: 'gives units back outside of the transaction that ends their reservation',
    conditions: { targets: ['inventory', 'inventory-1'], killsReady: true, instances: 2 },
    edits: [
      {
        file: 'subgraphs/inventory/dist/models/stock-updates.js',
        find: 'const { matchedCount } = await model.updateOne({ productId, warehouseId, reserved: { $gte: quantity } }, { $inc: { reserved: -quantity }, $set: { updatedAt: new Date() } }, { session });',
        replace:
          'const { matchedCount } = await model.updateOne({ productId, warehouseId }, { $inc: { reserved: -quantity * 2 }, $set: { updatedAt: new Date() } });',
      },
    ],
  },
  'lost-compensation': {
    does: 'forgets to give money back when an order ends early',
    edits: [
      {
        file: 'subgraphs/orders/dist/sagas/end-early.js',
        find: 'compensationsFrom(checkout.state)',
        replace: "compensationsFrom(checkout.state).filter((name) => name !== 'PAYMENT')",
      },
    ],
  },
  'lost-cart': {
    does: 'keeps what was in the cart of an order that came to nothing',
    edits: [
      {
        file: 'subgraphs/orders/dist/sagas/end-early.js',
        find: 'if (isStep(checkout.state))',
        replace: 'if (false)',
      },
    ],
  },
  'no-idempotency-key': {
    does: 'takes each try of a checkout for another order',
    edits: [
      {
        file: 'subgraphs/orders/dist/sagas/start-checkout.js',
        find: '`, fingerprint: fingerprintOf(input) }',
        replace: '`.concat(Math.random()), fingerprint: fingerprintOf(input) }',
      },
    ],
  },
  'no-price-check': {
    does: 'does not compare what the customer saw with what it costs',
    conditions: { wrongTotals: 0.3 },
    edits: [
      {
        file: 'subgraphs/orders/dist/domain/checkout-answer.js',
        find: 'failure: expected ? priceChanged(expected, total) : undefined',
        replace: 'failure: undefined',
      },
    ],
  },
  'another-key-at-each-try': {
    does: 'asks the payment provider again under another key',
    conditions: { lostAnswers: 0.3 },
    edits: [
      {
        file: 'subgraphs/payments/dist/commands/ask-provider.js',
        find: 'operation.toLowerCase()}`',
        replace: 'operation.toLowerCase()}`.concat(Math.random())',
      },
    ],
  },
  'unknown-is-no': {
    does: 'takes no answer of the payment provider for a refusal',
    conditions: { lostAnswers: 0.3 },
    edits: [
      {
        file: 'subgraphs/payments/dist/commands/ask-provider.js',
        find: "return { outcome: 'UNKNOWN' };",
        replace: "return { outcome: 'DECLINED', reason: 'NOT_PROCESSED' };",
      },
    ],
  },
};

/** A broken build. @throws Error that names those that there are */
export function brokenBuild(name: string): BrokenBuild {
  const build = BROKEN_BUILDS[name];
  if (!build) throw new Error(`there is no broken build ${name}: ${Object.keys(BROKEN_BUILDS).join(', ')}`);
  return build;
}
