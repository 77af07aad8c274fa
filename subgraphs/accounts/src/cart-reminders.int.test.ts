import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { dataSchemaName, type EventEnvelope, newId, seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountsScope } from './context.js';
import { sendMail } from './jobs/send-mail.job.js';
import type { CartReminderMail } from './mail/mail-port.js';
import type { StoredUser } from './models/user.model.js';
import { accounts } from './service.js';

const ADA = seedId('User', 'ada');
const MINUTE_MS = 60_000;
const ITEMS = [
  { productId: seedId('Product', 'tent'), quantity: 2 },
  { productId: seedId('Product', 'stove'), quantity: 1 },
];

function abandoned(userId: string): EventEnvelope {
  const type = 'cart.abandoned';
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/orders',
    type,
    subject: newId('Cart'),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchemaName(type, 1),
    sequence: 1,
    aggregateversion: 1,
    data: { userId, lines: ITEMS, touchedAt: new Date().toISOString() },
  };
}

const aUser = (more: Partial<StoredUser> = {}): Partial<StoredUser> => ({
  _id: ADA,
  email: 'ada@example.com',
  displayName: 'Ada',
  roles: ['CUSTOMER'],
  passwordHash: 'none',
  emailVerifiedAt: new Date(),
  createdAt: new Date(),
  ...more,
});

describe('reminders of carts', () => {
  let service: TestService;
  let scope: AccountsScope;
  let mailbox: Server;
  let posts: CartReminderMail[];
  let status: number;

  beforeAll(async () => {
    mailbox = createServer(async (request, response) => {
      posts.push(JSON.parse(await text(request)) as CartReminderMail);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => mailbox.listen(0, '127.0.0.1', resolve));
    service = await openTestService(accounts, {
      MAIL_WEBHOOK_URL: `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}/mail`,
      MAIL_WEBHOOK_SECRET: 'known to both of them',
    });
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(async () => {
    await service.close();
    mailbox.closeAllConnections();
    await new Promise((resolve) => mailbox.close(resolve));
  });

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    posts = [];
    status = 202;
    const { OneTimeToken, OutgoingMail, User } = scope.models;
    await Promise.all([OneTimeToken.deleteMany({}), OutgoingMail.deleteMany({}), User.deleteMany({})]);
  });

  afterEach(() => vi.useRealTimers());

  const take = (envelope: EventEnvelope) => service.opened.events.consumer.consume(envelope);
  const sendDue = () => sendMail.run(scope, new AbortController().signal);
  const waiting = () => scope.models.OutgoingMail.countDocuments();

  it('should be sent to who left something in a cart, with what it is, and without a token', async () => {
    await scope.models.User.create(aUser());
    const envelope = abandoned(ADA);
    expect(await take(envelope)).toMatchObject({ kind: 'done' });
    await sendDue();
    expect(posts).toEqual([
      { id: envelope.id, purpose: 'cart-reminder', to: 'ada@example.com', name: 'Ada', items: ITEMS },
    ]);
    expect(await waiting()).toBe(0);
    expect(await scope.models.OneTimeToken.countDocuments()).toBe(0);
  });

  it('should be sent once, however often the event comes and whoever sends', async () => {
    await scope.models.User.create(aUser());
    const envelope = abandoned(ADA);
    await Promise.all([take(envelope), take(envelope), take(envelope)]);
    await Promise.all([sendDue(), sendDue(), sendDue()]);
    await take(envelope);
    await sendDue();
    expect(posts).toHaveLength(1);
  });

  it('should be tried again until one is taken', async () => {
    await scope.models.User.create(aUser());
    status = 503;
    await take(abandoned(ADA));
    await sendDue();
    expect(await waiting()).toBe(1);
    status = 202;
    vi.setSystemTime(Date.now() + 5 * MINUTE_MS);
    await sendDue();
    expect(posts).toHaveLength(2);
    expect(posts[1]).toEqual(posts[0]);
    expect(await waiting()).toBe(0);
  });

  it.each([
    ['an address that was not verified', aUser({ emailVerifiedAt: null })],
    ['an address of before there was verification', aUser({ emailVerifiedAt: undefined })],
    ['a user that there is not', aUser({ _id: seedId('User', 'another') })],
  ])('should not be noted for %s', async (_whose, user) => {
    await scope.models.User.create(user);
    expect(await take(abandoned(ADA))).toMatchObject({ kind: 'done' });
    expect(await waiting()).toBe(0);
  });

  it("should not leave for an address that is nobody's any more, or not verified any more", async () => {
    await scope.models.User.create(aUser());
    await take(abandoned(ADA));
    await scope.models.User.updateOne({ _id: ADA }, { $set: { emailVerifiedAt: null } });
    await sendDue();
    await scope.models.User.updateOne({ _id: ADA }, { $set: { emailVerifiedAt: new Date() } });
    await take(abandoned(ADA));
    await scope.models.User.updateOne({ _id: ADA }, { $set: { email: 'ada@example.org' } });
    await sendDue();
    expect(posts).toEqual([]);
    expect(await waiting()).toBe(0);
  });
});

describe('reminders of carts in an installation without mail', () => {
  it('should not be noted', async () => {
    const service = await openTestService(accounts, { ORRERY_ENV: 'production' });
    try {
      const { models } = service.opened.scope() as AccountsScope;
      await models.User.create(aUser());
      expect(await service.opened.events.consumer.consume(abandoned(ADA))).toMatchObject({ kind: 'done' });
      expect(await models.OutgoingMail.countDocuments()).toBe(0);
    } finally {
      await service.close();
    }
  });
});
