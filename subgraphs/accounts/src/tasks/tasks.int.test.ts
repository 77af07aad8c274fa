import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountsScope } from '../context.js';
import { accounts } from '../service.js';

describe('tasks of accounts', () => {
  let service: TestService;
  let scope: AccountsScope;
  let written: { out: string; err: string };

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });
  beforeEach(async () => {
    await Promise.all([scope.models.OidcClient.deleteMany({}), scope.models.SigningKey.deleteMany({})]);
    await service.opened.events.database().collection('outbox').deleteMany({});
    written = { out: '', err: '' };
    const keep = (stream: 'out' | 'err') => (chunk: unknown) => {
      written[stream] += String(chunk);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'));
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => service.close());

  async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
    written = { out: '', err: '' };
    const [name = '', ...rest] = argv;
    const code = (await accounts.tasks?.[name]?.run(scope, rest)) ?? -1;
    return { code, ...written };
  }

  describe('clients', () => {
    it('should add a machine, say its secret once, list and remove it', async () => {
      const added = await run('clients', 'add', 'stock-robot', '--scopes', 'stock:read, stock:adjust');
      const secret = /^client_id {6}stock-robot\nclient_secret {2}([\w-]{43})\n$/.exec(added.out)?.[1] ?? '';
      expect(secret).not.toBe('');
      expect(JSON.stringify(await scope.models.OidcClient.find().lean())).not.toContain(secret);
      expect(await run('clients', 'list')).toEqual({
        code: 0,
        out: 'stock-robot  stock:read,stock:adjust\n',
        err: '',
      });
      expect(await run('clients', 'remove', 'stock-robot')).toMatchObject({ code: 0 });
      expect((await run('clients', 'list')).out).toBe('');
      const rows = await service.opened.events.database().collection('outbox').find().toArray();
      expect(rows.map(({ envelope }) => envelope)).toEqual([
        expect.objectContaining({
          type: 'account.credentials-revoked',
          data: expect.objectContaining({
            userId: 'client:stock-robot',
            everything: false,
            sessionIds: [],
            clientIds: ['client:stock-robot'],
            reason: 'client-removed',
          }),
        }),
      ]);
    });

    it.each([
      [['stock-robot', '--scopes', 'stock:steal'], 'there is no scope stock:steal; there are users:read,'],
      [['stock-robot', '--scopes', ','], 'name some'],
      [['orrery-web', '--scopes', 'stock:read'], 'not as one that is there'],
      [['Stock Robot', '--scopes', 'stock:read'], 'small letters, digits and dashes'],
    ])('should not add %j', async (argv, fault) => {
      const { code, out, err } = await run('clients', 'add', ...argv);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(fault);
      expect(await scope.models.OidcClient.countDocuments()).toBe(0);
    });

    it('should not give a client that is there another secret', async () => {
      await run('clients', 'add', 'stock-robot', '--scopes', 'stock:read');
      const before = await scope.models.OidcClient.find().lean();
      const { code, err } = await run('clients', 'add', 'stock-robot', '--scopes', 'stock:adjust');
      expect([code, err]).toEqual([1, expect.stringContaining('there is a client stock-robot already')]);
      expect(await scope.models.OidcClient.find().lean()).toEqual(before);
    });

    it('should tell nobody of a client that was not there', async () => {
      const { code, err } = await run('clients', 'remove', 'nobody');
      expect([code, err]).toEqual([1, expect.stringContaining('there is no client nobody')]);
      expect(await service.opened.events.database().collection('outbox').countDocuments()).toBe(0);
    });

    it.each([[[]], [['add', 'robot']], [['list', 'all']], [['remove']], [['rename', 'robot']]])(
      'should say how it is used when asked %j',
      async (argv) => {
        const { code, err } = await run('clients', ...argv);
        expect([code, err]).toEqual([2, expect.stringContaining('clients add NAME --scopes')]);
      },
    );
  });

  describe('keys', () => {
    it('should list the first key, and a new one that is published before it signs', async () => {
      const first = /^([\w-]{43}) {2}signs since (\S+)\n$/.exec((await run('keys', 'list')).out);
      expect(first).not.toBeNull();
      const rotated = await run('keys', 'rotate', '--lead', '75');
      const second = /^([\w-]{43}) {2}published, signs from (\S+)\n$/.exec(rotated.out);
      expect(rotated.code).toBe(0);
      const leadMs = Date.parse(second?.[2] ?? '') - Date.now();
      expect(leadMs).toBeGreaterThan(0);
      expect(leadMs).toBeLessThanOrEqual(75_000);
      const [newest, oldest] = (await run('keys', 'list')).out.split('\n');
      expect(newest).toBe(rotated.out.trim());
      expect(oldest).toMatch(new RegExp(`^${first?.[1]}  signs since ${first?.[2]}, published until \\S+$`));
    });

    it('should not rotate while a key waits, nor by a lead that verifiers cannot follow', async () => {
      for (const lead of ['74', '-1', 'soon']) {
        const { code, err } = await run('keys', 'rotate', `--lead=${lead}`);
        expect([code, err]).toEqual([1, expect.stringContaining('--lead takes 75 seconds or more')]);
      }
      expect((await run('keys', 'rotate')).code).toBe(0);
      expect(await run('keys', 'rotate')).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('a key waits for its turn already'),
      });
      expect(await scope.models.SigningKey.countDocuments()).toBe(2);
    });

    it('should withdraw keys that leaked, also while another waits', async () => {
      await run('keys', 'rotate');
      const replaced = await run('keys', 'rotate', '--leaked');
      const kid = /^([\w-]{43}) {2}signs, and no other is published\n$/.exec(replaced.out)?.[1];
      expect([replaced.code, kid]).toEqual([0, expect.any(String)]);
      expect((await run('keys', 'list')).out).toMatch(new RegExp(`^${kid}  signs since \\S+\n$`));
    });

    it('should say how it is used', async () => {
      expect(await run('keys')).toMatchObject({ code: 2, err: expect.stringContaining('keys rotate') });
    });
  });
});
