import { isScope, type Role, type Scope } from '@orrery/contracts';
import {
  type AccessToken,
  type ClientCredentials,
  errors,
  type JWTStructured,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { AccountsModels } from '../models/accounts.models.js';
import { scopesOfRoles } from '../models/role-scopes.js';
import { useSession } from '../models/session-use.js';
import type { StoredUser } from '../models/user.model.js';
import { clientSubject, EVERYTHING } from './clients.js';

const SECOND_MS = 1_000;
const MAX_AGENT_LENGTH = 256; // characters

/** What an access token says beside the standard claims of RFC 9068. */
export interface AccessClaims {
  readonly email: string;
  readonly roles: readonly Role[];
  /** With spaces between. */
  readonly scope: string;
}

/**
 * What a user's token says: with everything granted, what the user's roles bring at this moment; otherwise those of the
 * granted scopes that the roles bring, and no role but that of everybody, as roles are more than scopes.
 * @param allowed what the roles bring
 */
export function accessClaims(
  { email, roles }: Pick<StoredUser, 'email' | 'roles'>,
  granted: ReadonlySet<string>,
  allowed: readonly Scope[],
): AccessClaims {
  if (granted.has(EVERYTHING)) return { email, roles, scope: allowed.join(' ') };
  const everybodys: readonly Role[] = roles.includes('CUSTOMER') ? ['CUSTOMER'] : [];
  return { email, roles: everybodys, scope: allowed.filter((scope) => granted.has(scope)).join(' ') };
}

// Whoever typed a password in keeps the page's answer for as long as they like: a session that begins with it afterwards would
// not be among those that the change ended. Logins are as old as their second, and changes as old as their transaction's begin.
function isOutdated(
  ctx: KoaContextWithOIDC | undefined,
  { passwordChangedAt }: Pick<StoredUser, 'passwordChangedAt'>,
): boolean {
  const authTime = ctx?.oidc.entities.AuthorizationCode?.authTime;
  if (authTime === undefined || !passwordChangedAt) return false;
  return authTime * 1_000 < passwordChangedAt.getTime() + SECOND_MS;
}

/** Completes the claims of each access token as it is signed. */
export function accessClaimsOf({
  User,
  Session,
  Role: Roles,
}: Pick<AccountsModels, 'User' | 'Session' | 'Role'>) {
  return async (
    ctx: KoaContextWithOIDC | undefined,
    token: AccessToken | ClientCredentials,
    jwt: JWTStructured,
  ) => {
    const granted = new Set((token.scope ?? '').split(' '));
    if (token.kind === 'ClientCredentials') {
      const scope = [...granted].filter(isScope).join(' ');
      Object.assign(jwt.payload, { sub: clientSubject(String(token.clientId)), roles: [], scope });
      return jwt;
    }
    const user = await User.findById(token.accountId).lean<StoredUser>();
    if (!user) throw new errors.InvalidGrant('the account is gone');
    const agent = ctx?.get('user-agent').slice(0, MAX_AGENT_LENGTH) || undefined;
    const use = token.sid && { id: token.sid, userId: user._id, agent, grantId: token.grantId };
    if (use && isOutdated(ctx, user) && !(await Session.exists({ _id: use.id, endedAt: null }))) {
      throw new errors.InvalidGrant('the password was changed since the login');
    }
    if (use && !(await useSession(Session, use))) throw new errors.InvalidGrant('the session is over');
    const allowed = await scopesOfRoles(Roles, user.roles);
    Object.assign(jwt.payload, accessClaims(user, granted, allowed), { sid: token.sid });
    return jwt;
  };
}
