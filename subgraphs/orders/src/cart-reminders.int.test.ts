import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type EventEnvelope, newId, seedId } from '@orrery/contracts';
import { openService } from '@orrery/kit';
import { createLogger } from '@orrery/runtime';
import { callerOf, openTestDatabase, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { remindOfCarts } from './commands/remind-of-carts.js';
import type { OrdersScope } from './context.js';
import { orders } from './service.js';

const CHILD = fileURLToPath(new URL('../test/reminding-child.ts', import.meta.url));
const JOB = 'remind-of-carts';
const SILENT = createLogger({ service: 'orders', level: 'silent' });
const DAY_MS = 24 * 3_600_000;
const LONG = { timeout: 120_000, interval: 50 };
const TENT = seedId('Product', 'tent');
const USER = seedId('User', 'ada');
const asUser = { caller: callerOf(USER) };
const ADD = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { ... on Cart { id } } }';

describe('reminders of carts', () => {
  let service: TestService;
  let scope: OrdersScope;

  beforeAll(async () => {
    service = await openTestService(orders);
    scope = service.opened.scope() as OrdersScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await scope.models.Cart.deleteMany({});
    await scope.connection.collection('outbox').deleteMany({});
    await scope.connection.collection('eventSequences').deleteMany({});
  });

  afterEach(() => vi.useRealTimers());

  const passed = (ms: number) => vi.setSystemTime(Date.now() + ms);
  const remind = (of = scope) => remindOfCarts(of, new AbortController().signal);

  async function add(quantity = 1): Promise<string> {
    const input = { productId: TENT, quantity };
    const { data, errors } = await service.execute<{ addCartLine: { id: string } }>(ADD, { input }, asUser);
    expect(errors).toBeUndefined();
    return data.addCartLine.id;
  }

  async function told(database = scope.connection): Promise<EventEnvelope[]> {
    const rows = await database.collection('outbox').find().sort({ createdAt: 1, sequence: 1 }).toArray();
    return rows.map(({ envelope }) => envelope as EventEnvelope);
  }
  const quantities = async () =>
    (await told()).map(({ data }) => (data.lines as { quantity: number }[])[0]?.quantity);

  it('should tell of what was not touched for a day, and not before', async () => {
    const cartId = await add(2);
    const touchedAt = new Date().toISOString();
    passed(DAY_MS - 1);
    await remind();
    expect(await told()).toEqual([]);
    passed(1);
    await remind();
    expect(await told()).toMatchObject([
      {
        type: 'cart.abandoned',
        subject: cartId,
        sequence: 1,
        aggregateversion: 1,
        data: { userId: USER, lines: [{ productId: TENT, quantity: 2 }], touchedAt },
      },
    ]);
    const rows = await scope.connection.collection('outbox').find().toArray();
    expect(rows[0]?.pending).toEqual(['accounts']);
  });

  it('should tell once of a cart that stays as it is, however long', async () => {
    await add();
    for (let day = 1; day <= 30; day++) {
      passed(DAY_MS);
      await remind();
    }
    expect(await told()).toHaveLength(1);
  });

  it('should begin to count anew with each change', async () => {
    await add(1);
    passed(DAY_MS - 1);
    await add(1);
    passed(DAY_MS - 1);
    await remind();
    expect(await told()).toEqual([]);
    passed(1);
    await remind();
    expect(await quantities()).toEqual([2]);
  });

  it('should tell again of a cart that changed, but not within a week', async () => {
    await add(1);
    passed(DAY_MS);
    await remind();
    await add(1);
    passed(7 * DAY_MS - 1);
    await remind();
    expect(await quantities()).toEqual([1]);
    passed(1);
    await remind();
    await remind();
    expect(await quantities()).toEqual([1, 2]);
    expect((await told()).map(({ sequence, aggregateversion }) => [sequence, aggregateversion])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('should not tell of an empty cart, nor of one that was left weeks ago', async () => {
    await add();
    await service.execute('mutation { clearCart { id } }', {}, asUser);
    passed(2 * DAY_MS);
    await remind();
    await add();
    passed(15 * DAY_MS);
    await remind();
    expect(await told()).toEqual([]);
  });

  it('should tell of carts that were written before there were reminders', async () => {
    await add();
    await scope.models.Cart.updateMany({}, { $unset: { remindedAt: 1, remindedOf: 1, reminders: 1 } });
    passed(DAY_MS);
    await remind();
    await remind();
    expect(await told()).toMatchObject([{ aggregateversion: 1 }]);
  });

  it('should not be given by a service that has none', async () => {
    await add();
    passed(DAY_MS);
    await remind({ ...scope, parts: { ...scope.parts, reminderAfterMs: 0 } });
    expect(await told()).toEqual([]);
    await remind();
    expect(await told()).toHaveLength(1);
  });

  it('should be given after the hours that are set, and refuse what are none', () => {
    const partsOf = (hours: string) => orders.parts?.(configOf({ REMINDER_AFTER_HOURS: hours }));
    expect(orders.parts?.(configOf({}))).toMatchObject({ reminderAfterMs: DAY_MS });
    expect(partsOf('0.5')).toMatchObject({ reminderAfterMs: DAY_MS / 48 });
    expect(partsOf('0')).toMatchObject({ reminderAfterMs: 0 });
    for (const wrong of ['-1', 'soon', '9000']) expect(() => partsOf(wrong)).toThrow(/REMINDER_AFTER_HOURS/);
  });

  /** Carts that were left a day ago and more; their ids, sorted. */
  async function manyCarts(count: number, { models } = scope): Promise<string[]> {
    const carts = Array.from({ length: count }, (_, nth) => {
      const updatedAt = new Date(Date.now() - DAY_MS - nth * 1_000);
      const line = { _id: newId('CartLine'), productId: TENT, quantity: 1, addedAt: updatedAt };
      return { _id: newId('Cart'), userId: newId('User'), lines: [line], updatedAt };
    });
    await models.Cart.create(carts);
    return carts.map(({ _id }) => _id).sort();
  }

  it('should be given once when several instances look at the same time', async () => {
    const carts = await manyCarts(12);
    await Promise.all([remind(), remind(), remind()]);
    expect((await told()).map(({ subject }) => subject).sort()).toEqual(carts);
  });

  it('should tell nothing of a cart that was touched after it was found', async () => {
    await add();
    passed(DAY_MS);
    const touching: OrdersScope = {
      ...scope,
      transaction: async (work) => {
        await add();
        return scope.transaction(work);
      },
    };
    await remind(touching);
    expect(await told()).toEqual([]);
  });

  it('should go on after a cart when it is to end, and no further', async () => {
    await manyCarts(3);
    const ending = new AbortController();
    const stopping: OrdersScope = {
      ...scope,
      transaction: async (work) => {
        ending.abort();
        return scope.transaction(work);
      },
    };
    await remindOfCarts(stopping, ending.signal);
    expect(await told()).toHaveLength(1);
    await remind();
    expect(await told()).toHaveLength(3);
  });

  it('should be completed, each once, by another instance when one is killed after the third', async () => {
    vi.useRealTimers();
    const database = await openTestDatabase();
    const uri = database.uri('orders');
    const other = await openService(orders, configOf({ MONGODB_URI: uri }), { log: SILENT });
    try {
      const carts = await manyCarts(6, other.scope() as OrdersScope);
      const args = [
        '--import',
        'tsx',
        '--conditions=@orrery/source',
        CHILD,
        uri,
        'transaction.after-commit=exit@3',
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      expect(await told(other.connection)).toHaveLength(3);
      other.startWorkers();
      await vi.waitFor(async () => {
        const job = await other.connection.collection('jobs').findOne({ _id: JOB as never });
        expect(job?.finishedAt.getTime()).toBeGreaterThan(0);
      }, LONG);
      expect((await told(other.connection)).map(({ subject }) => subject).sort()).toEqual(carts);
    } finally {
      await other.close();
      await database.close();
    }
  }, 180_000);
});

function configOf(settings: Readonly<Record<string, string>>) {
  return orders.configSchema.parse({
    ORRERY_ENV: 'development',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
    MONGODB_URI: 'mongodb://localhost/orders',
    ...settings,
  });
}
