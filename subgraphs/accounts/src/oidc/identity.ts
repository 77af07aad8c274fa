import { randomUUID } from 'node:crypto';
import { GRAPH_AUDIENCE, RequestError } from '@orrery/runtime';
import { importJWK, type JWK, SignJWT } from 'jose';
import inject from 'light-my-request';
import type { Connection } from 'mongoose';
import type Provider from 'oidc-provider';
import { EVERYTHING, GRAPH_CLIENT } from './clients.js';
import type { OidcSettings } from './oidc-settings.js';
import { createProvider, GRAPH_RESOURCE, graphServer } from './provider.js';
import { deriveSecret } from './sealing.js';
import { type KeyStore, loadSigningKeys, SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';
import type {
  EndSessionsOfGrant,
  IssuedTokens,
  MachineGrant,
  MachineToken,
  TokenScope,
  TokenService,
} from './token-service.js';

const KEYS_FRESH_MS = 10_000; // less than a key is published before it signs

interface Current {
  readonly provider: Provider;
  readonly keys: SigningKeys;
}

/** The provider of one process: for browsers by the listener, for the service's own commands as a {@link TokenService}. */
export class Identity implements TokenService {
  readonly #current = new WeakMap<Connection, { current: Promise<Current>; until: number }>();
  readonly #sealingKey: Buffer;

  constructor(
    readonly settings: OidcSettings,
    private readonly endSessionsOfGrant: EndSessionsOfGrant,
    private readonly now: () => number = Date.now,
  ) {
    this.#sealingKey = deriveSecret(settings.secret, 'signing-keys');
  }

  /** Where the signing keys are. */
  keyStore({ models }: TokenScope): KeyStore {
    return { model: models.SigningKey, key: this.#sealingKey };
  }

  /** The provider over the keys of now. */
  async provider(scope: TokenScope): Promise<Provider> {
    return (await this.#get(scope)).provider;
  }

  async issueTokens(
    scope: TokenScope,
    userId: string,
    { sessionId }: { sessionId: string },
  ): Promise<IssuedTokens> {
    if (!(await scope.models.User.exists({ _id: userId }))) {
      throw new RequestError('NOT_FOUND', 'There is no user with this id.');
    }
    const { provider, keys } = await this.#get(scope);
    const client = await provider.Client.find(GRAPH_CLIENT);
    if (!client) throw new Error(`there is no client ${GRAPH_CLIENT}`);
    const grant = new provider.Grant({ accountId: userId, clientId: GRAPH_CLIENT });
    grant.addOIDCScope('offline_access');
    grant.addResourceScope(GRAPH_RESOURCE, EVERYTHING);
    const common = { accountId: userId, client, grantId: await grant.save(), gty: 'login', sid: sessionId };
    const refreshToken = new provider.RefreshToken({
      ...common,
      scope: `offline_access ${EVERYTHING}`,
      resource: GRAPH_RESOURCE,
      rotations: 0,
    });
    const accessToken = new provider.AccessToken({
      ...common,
      scope: EVERYTHING,
      resourceServer: graphServer(EVERYTHING, this.settings, keys.signingKid),
    });
    return {
      refreshToken: await refreshToken.save(),
      accessToken: await accessToken.save(),
      expiresIn: this.settings.accessTokenSeconds,
    };
  }

  async issueMachineToken(
    scope: TokenScope,
    { subject, scopes, issuedAt, notAfter }: MachineGrant,
  ): Promise<MachineToken> {
    const { keys } = await this.#get(scope);
    const { issuer, accessTokenSeconds } = this.settings;
    const iat = Math.floor(issuedAt.getTime() / 1_000);
    const exp = Math.min(iat + accessTokenSeconds, Math.floor(notAfter.getTime() / 1_000));
    // RFC 9068, as the provider's own tokens are.
    const accessToken = await new SignJWT({ client_id: subject, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', kid: keys.signingKid })
      .setIssuer(issuer)
      .setAudience(GRAPH_AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(iat)
      .setExpirationTime(exp)
      .setJti(randomUUID())
      .sign(await importJWK(keys.keys[0] as JWK, SIGNING_ALGORITHM));
    return { accessToken, expiresIn: exp - iat };
  }

  async refreshTokens(scope: TokenScope, refreshToken: string): Promise<IssuedTokens | null> {
    const provider = await this.provider(scope);
    // The provider's own endpoint, without a network: what it checks, and what it ends, is the same for both ways in.
    const response = await inject(provider.callback(), {
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: GRAPH_CLIENT,
        refresh_token: refreshToken,
      }).toString(),
    });
    if (response.statusCode === 400) return null;
    if (response.statusCode !== 200) throw new Error(`the provider answered ${response.statusCode}`);
    const tokens = response.json<{ access_token: string; refresh_token: string; expires_in: number }>();
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresIn: tokens.expires_in,
    };
  }

  async sessionOf(scope: TokenScope, refreshToken: string): Promise<string | null> {
    const provider = await this.provider(scope);
    const found = await provider.RefreshToken.find(refreshToken);
    if (!found?.isValid || !found.grantId || !found.sid) return null;
    return (await provider.Grant.find(found.grantId)) ? found.sid : null;
  }

  async revokeSession(scope: TokenScope, sessionId: string): Promise<void> {
    const { OidcRefreshToken, OidcSession } = scope.models;
    const grantIds = await OidcRefreshToken.distinct('grantId', { sid: sessionId });
    await OidcSession.deleteMany({ sids: sessionId }); // the browser would be refused with the next code otherwise
    await this.#revokeGrants(scope, grantIds);
  }

  async revokeUser(scope: TokenScope, userId: string, except?: { sessionId: string }): Promise<void> {
    const { OidcRefreshToken, OidcAuthorizationCode, OidcSession } = scope.models;
    const filter = { accountId: userId, ...(except && { sid: { $ne: except.sessionId } }) };
    const browsers = { accountId: userId, ...(except && { sids: { $ne: except.sessionId } }) };
    const grantIds = await Promise.all([
      OidcRefreshToken.distinct('grantId', filter),
      OidcAuthorizationCode.distinct('grantId', filter),
    ]);
    await OidcSession.deleteMany(browsers);
    await this.#revokeGrants(scope, grantIds.flat());
  }

  // The grant first: a token that is being made of it at this moment is of no use then.
  async #revokeGrants(scope: TokenScope, ids: readonly (string | null | undefined)[]): Promise<void> {
    const grantIds = ids.filter((id): id is string => typeof id === 'string');
    const provider = await this.provider(scope);
    for (const grantId of grantIds) await provider.Grant.adapter.destroy(grantId);
    const filter = { grantId: { $in: grantIds } };
    const { OidcRefreshToken, OidcAuthorizationCode } = scope.models;
    await Promise.all([OidcRefreshToken.deleteMany(filter), OidcAuthorizationCode.deleteMany(filter)]);
  }

  #get(scope: TokenScope): Promise<Current> {
    const known = this.#current.get(scope.connection);
    const now = this.now();
    if (known && now < known.until) return known.current;
    const current = this.#load(scope, new Date(now), known?.current);
    const entry = { current, until: now + KEYS_FRESH_MS };
    this.#current.set(scope.connection, entry);
    // Whoever comes next tries anew.
    current.catch(() => {
      entry.until = 0;
    });
    return current;
  }

  async #load(scope: TokenScope, now: Date, known: Promise<Current> | undefined): Promise<Current> {
    const keys = await loadSigningKeys(this.keyStore(scope), now);
    const previous = await known?.catch(() => undefined);
    if (previous && sameKeys(previous.keys, keys)) return previous;
    const { settings, endSessionsOfGrant } = this;
    return { provider: createProvider({ settings, keys, scope, endSessionsOfGrant }), keys };
  }
}

function sameKeys(a: SigningKeys, b: SigningKeys): boolean {
  const names = ({ keys }: SigningKeys) => keys.map(({ kid }) => kid).join(' ');
  return names(a) === names(b);
}
