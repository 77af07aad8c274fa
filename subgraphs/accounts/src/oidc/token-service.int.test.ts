import { seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountsScope } from '../context.js';
import { accounts } from '../service.js';

const ADA = seedId('User', 'ada');
const SESSION = { sessionId: 'ses_1' };
const NEVER_REUSE = { OIDC_REFRESH_LEEWAY_MS: '0' };
const PATIENT = { OIDC_REFRESH_LEEWAY_MS: '600000' };

describe('the token service', () => {
  let service: TestService;
  let scope: AccountsScope;

  async function open(settings: Record<string, string>) {
    service = await openTestService(accounts, settings);
    scope = service.opened.scope() as AccountsScope;
    await scope.models.User.create({
      _id: ADA,
      email: 'ada@example.com',
      displayName: 'Ada',
      roles: ['CUSTOMER', 'WAREHOUSE'],
      passwordHash: 'none',
      createdAt: new Date(),
    });
  }

  const issue = (sessionId = SESSION.sessionId) => scope.parts.tokens.issueTokens(scope, ADA, { sessionId });
  const refresh = (token: string) => scope.parts.tokens.refreshTokens(scope, token);

  describe('in which a token that was used is stolen', () => {
    beforeAll(() => open(NEVER_REUSE));
    afterAll(() => service.close());

    it('should issue a token that says who, what for and of which session', async () => {
      const { accessToken, expiresIn } = await issue();
      expect(decodeProtectedHeader(accessToken)).toEqual({
        alg: 'ES256',
        typ: 'at+jwt',
        kid: expect.stringMatching(/^[\w-]{43}$/),
      });
      const claims = decodeJwt(accessToken);
      expect(claims).toMatchObject({
        iss: 'http://localhost:4011',
        aud: 'orrery',
        sub: ADA,
        email: 'ada@example.com',
        roles: ['CUSTOMER', 'WAREHOUSE'],
        scope: 'roles:read stock:read stock:adjust warehouses:write orders:read orders:ship',
        sid: 'ses_1',
      });
      expect(expiresIn).toBe(600);
      expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
    });

    it('should keep no token that works in the database', async () => {
      const { refreshToken } = await issue();
      const stored = await scope.models.OidcRefreshToken.find().lean();
      expect(stored.length).toBeGreaterThan(0);
      expect(JSON.stringify(stored)).not.toContain(refreshToken);
    });

    it('should renew tokens, with the roles of now', async () => {
      const first = await issue();
      await scope.models.User.updateOne({ _id: ADA }, { $set: { roles: ['CUSTOMER'] } });
      const second = await refresh(first.refreshToken);
      expect(decodeJwt(second?.accessToken ?? '')).toMatchObject({
        roles: ['CUSTOMER'],
        scope: '',
        sid: 'ses_1',
      });
      expect(second?.refreshToken).not.toBe(first.refreshToken);
      expect(await scope.parts.tokens.sessionOf(scope, second?.refreshToken ?? '')).toBe('ses_1');
    });

    it('should end the whole family of a token that is used again, and its session', async () => {
      const [first, other] = [await issue('ses_stolen'), await issue('ses_another')];
      const second = await refresh(first.refreshToken);
      expect(await refresh(first.refreshToken)).toBeNull();
      expect(await refresh(second?.refreshToken ?? '')).toBeNull();
      expect(await refresh(other.refreshToken)).not.toBeNull();
    });

    it('should end the tokens of a session, and no others', async () => {
      const [mine, others] = [await issue('ses_mine'), await issue('ses_other')];
      const renewed = await refresh(mine.refreshToken);
      await scope.parts.tokens.revokeSession(scope, 'ses_mine');
      expect(await scope.parts.tokens.sessionOf(scope, renewed?.refreshToken ?? '')).toBeNull();
      expect(await refresh(renewed?.refreshToken ?? '')).toBeNull();
      expect(await refresh(others.refreshToken)).not.toBeNull();
    });

    it('should end all tokens of a user but those of one session', async () => {
      const [kept, ended] = [await issue('ses_kept'), await issue('ses_ended')];
      await scope.parts.tokens.revokeUser(scope, ADA, { sessionId: 'ses_kept' });
      expect(await refresh(ended.refreshToken)).toBeNull();
      const renewed = await refresh(kept.refreshToken);
      expect(renewed).not.toBeNull();
      await scope.parts.tokens.revokeUser(scope, ADA);
      expect(await refresh(renewed?.refreshToken ?? '')).toBeNull();
    });

    it('should refuse what is no token, and a user who is not there', async () => {
      expect(await refresh('nonsense')).toBeNull();
      await expect(scope.parts.tokens.issueTokens(scope, 'usr_nobody', SESSION)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      const { refreshToken } = await issue('ses_gone');
      await scope.models.User.deleteOne({ _id: ADA });
      expect(await refresh(refreshToken)).toBeNull();
    });
  });

  describe('in which a token is used many times at once', () => {
    beforeAll(() => open(PATIENT));
    afterAll(() => service.close());
    beforeEach(() => scope.models.OidcRefreshToken.deleteMany({}));

    it('should leave exactly one usable chain of 50 parallel refreshes', async () => {
      const { refreshToken } = await issue();
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
      const renewed = answers.filter((answer) => answer !== null);
      expect(renewed).toHaveLength(1);
      const chain = await refresh(renewed[0]?.refreshToken ?? '');
      expect(chain).not.toBeNull();
      const usable = await scope.models.OidcRefreshToken.countDocuments({ consumedAt: { $exists: false } });
      expect(usable).toBe(1);
    });
  });
});
