import { GRAPH_AUDIENCE } from '@orrery/runtime';
import Provider, {
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import type { StoredUser } from '../models/user.model.js';
import { accessClaimsOf } from './access-claims.js';
import { GRAPH_SCOPES, graphScopesOf, isSecretOf, ownClients } from './clients.js';
import { mongoAdapters } from './mongo-adapter.js';
import type { OidcSettings } from './oidc-settings.js';
import { withoutScripts } from './pages/continue-page.js';
import { showError } from './pages/error-page.js';
import { showLoggedOut, showLogout } from './pages/logout-pages.js';
import { deriveSecret } from './sealing.js';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';
import type { EndSessionsOfGrant, TokenScope } from './token-service.js';

/** The graph, as resource indicators name it (RFC 8707). Every access token is for it. */
export const GRAPH_RESOURCE = 'urn:orrery:graph';

const MINUTE = 60; // seconds
const DAY = 24 * 60 * MINUTE;
/** How long somebody stays logged in who does nothing, and how long the tokens of one login can be renewed. */
const LOGIN_LIFETIME = 30 * DAY;

/** What a provider stands on. */
export interface ProviderParts {
  readonly settings: OidcSettings;
  readonly keys: SigningKeys;
  readonly scope: TokenScope;
  readonly endSessionsOfGrant: EndSessionsOfGrant;
}

/** An OpenID provider over one set of signing keys; all else that it knows is in the database. */
export function createProvider(parts: ProviderParts): Provider {
  const { settings, keys, scope } = parts;
  const { models, log } = scope;
  const provider = new Provider(settings.issuer, {
    ...behaviour(settings),
    jwks: { keys: [...keys.keys] },
    adapter: mongoAdapters({ models, refreshLeewayMs: settings.refreshLeewayMs }),
    features: features(settings, keys.signingKid),
    formats: { customizers: { jwt: accessClaimsOf(models) } },
    findAccount: async (_ctx, id) => {
      const user = await models.User.findById(id).lean<StoredUser>();
      if (!user) return undefined;
      return {
        accountId: id,
        claims: () => ({ sub: id, email: user.email, name: user.displayName }),
      };
    },
  });
  provider.Client.prototype.compareClientSecret = function (secret) {
    return isSecretOf(this, secret);
  };
  // Every token says of which session it is: ending that one ends it.
  provider.Client.prototype.includeSid = () => true;
  // Where a request says it was sent is what its sender says: every address is the issuer's.
  Object.assign(provider.OIDCContext.prototype, {
    urlFor: (name: string, options?: object) => urlAt(provider, name, options),
  });
  // TLS ends before this process: only then is there a proxy whose headers are true.
  provider.proxy = settings.issuer.startsWith('https://');
  provider.use(withoutScripts);
  endSessionsWithGrants(provider, parts);
  provider.on('server_error', (_ctx: unknown, error: Error) =>
    log.error({ err: error }, 'the provider failed'),
  );
  return provider;
}

// A login, a logout or a theft ends what was granted: then its access tokens are void too, and are told of before the answer.
function endSessionsWithGrants(
  provider: Provider,
  { scope, endSessionsOfGrant }: Pick<ProviderParts, 'scope' | 'endSessionsOfGrant'>,
): void {
  const revoked = new WeakMap<object, string[]>();
  provider.on('grant.revoked', (ctx, grantId) => {
    revoked.set(ctx, [...(revoked.get(ctx) ?? []), grantId]);
  });
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    for (const grantId of revoked.get(ctx) ?? []) {
      const reason = ctx.oidc.route === 'end_session_confirm' ? 'logout' : 'grant-revoked';
      await endSessionsOfGrant(scope, grantId, reason);
    }
  });
}

// The library has such a function of its own, which its types leave out.
function urlAt(provider: Provider, route: string, options?: object): string {
  return (provider as Provider & { urlFor(name: string, options?: object): string }).urlFor(route, options);
}

function behaviour(settings: OidcSettings): Configuration {
  return {
    clients: ownClients(settings),
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    extraClientMetadata: { properties: [GRAPH_SCOPES] },
    clientBasedCORS: (_ctx, origin, client) =>
      client.redirectUris?.some((uri) => new URL(uri).origin === origin) ?? false,
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    conformIdTokenClaims: false,
    cookies: {
      names: { session: 'orrery_session', interaction: 'orrery_login', resume: 'orrery_resume' },
      keys: [deriveSecret(settings.secret, 'cookies').toString('base64url')],
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    pkce: { methods: ['S256'], required: () => true },
    renderError: showError,
    responseTypes: ['code'],
    routes: {
      authorization: '/authorize',
      end_session: '/logout',
      jwks: '/jwks',
      revocation: '/revoke',
      token: '/token',
    },
    rotateRefreshToken: true,
    // Without offline_access the tokens end with the browser's session; the provider finds that out by itself.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    scopes: ['openid', 'offline_access'],
    ttl: {
      AccessToken: settings.accessTokenSeconds,
      AuthorizationCode: MINUTE,
      ClientCredentials: settings.accessTokenSeconds,
      Grant: LOGIN_LIFETIME,
      IdToken: 10 * MINUTE,
      Interaction: 60 * MINUTE,
      RefreshToken: LOGIN_LIFETIME,
      Session: LOGIN_LIFETIME,
    },
  };
}

function features(settings: OidcSettings, signingKid: string): Configuration['features'] {
  return {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => GRAPH_RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource, client) => {
        if (resource !== GRAPH_RESOURCE) throw new errors.InvalidTarget();
        return graphServer(graphScopesOf(client), settings, signingKid);
      },
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: showLogout, postLogoutSuccessSource: showLoggedOut },
    userinfo: { enabled: false }, // tokens are for the graph, which tells more: `me`
  };
}

/** The graph as the receiver of tokens. */
export function graphServer(scope: string, settings: OidcSettings, signingKid: string): ResourceServer {
  return {
    scope,
    audience: GRAPH_AUDIENCE,
    accessTokenFormat: 'jwt',
    accessTokenTTL: settings.accessTokenSeconds,
    jwt: { sign: { alg: SIGNING_ALGORITHM, kid: signingKid } },
  };
}
