import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, scopesOf } from '@orrery/contracts';
import {
  ANONYMOUS,
  type Caller,
  DEVELOPMENT_ISSUER,
  ensureDevelopmentKeys,
  ensureSubgraphTokenKeys,
  GRAPH_AUDIENCE,
  SubgraphTokens,
} from '@orrery/runtime';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Asker } from './askers.js';

const LIFETIME_SECONDS = 3_600;
const MACHINE = 'client:authz';

/** The tokens of everybody who asks: a client's own, and those by which the gateway would speak for them. */
export class Tokens {
  readonly #clients = new Map<string, Promise<string>>();
  readonly #callers = new Map<string, Caller>();

  private constructor(
    private readonly signingKey: JWK,
    private readonly gateway: SubgraphTokens,
    private readonly pastGateway: SubgraphTokens,
    private readonly forger: SubgraphTokens,
  ) {}

  /** Reads the keys of a started installation. @param dataDir its data folder */
  static async of(dataDir: string): Promise<Tokens> {
    const folder = join(dataDir, 'keys');
    const { signingKeyFile } = await ensureDevelopmentKeys(folder);
    const { subgraphTokenKeyFile } = await ensureSubgraphTokenKeys(folder);
    return new Tokens(
      JSON.parse(readFileSync(signingKeyFile, 'utf8')) as JWK,
      new SubgraphTokens(subgraphTokenKeyFile),
      new SubgraphTokens(subgraphTokenKeyFile, () => Date.now() - 600_000),
      forgerOf(subgraphTokenKeyFile),
    );
  }

  /** The Authorization header of a client; undefined for nobody. @param scopes of a machine */
  async ofClient(asker: Asker, scopes: readonly Scope[] = []): Promise<string | undefined> {
    if (asker.kind === 'anonymous') return undefined;
    const key = `${asker.name} ${scopes.join(' ')}`;
    const known = this.#clients.get(key) ?? this.#sign(asker, scopes);
    this.#clients.set(key, known);
    return known;
  }

  /** The Authorization header by which the gateway speaks for somebody at a subgraph. */
  ofGateway(asker: Asker, subgraph: string, scopes: readonly Scope[] = []): string {
    const from = asker.isExpired ? this.pastGateway : this.gateway;
    return from.authorizationFor(this.#callerOf(asker, scopes), subgraph);
  }

  /** As {@link ofGateway}, signed by a key that only has the right name. */
  forged(asker: Asker, subgraph: string): string {
    return this.forger.authorizationFor(this.#callerOf(asker, []), subgraph);
  }

  /** As {@link ofGateway}, but ten minutes old. */
  expired(asker: Asker, subgraph: string): string {
    return this.pastGateway.authorizationFor(this.#callerOf(asker, []), subgraph);
  }

  // The same object for the same caller: a token is made once for it.
  #callerOf(asker: Asker, scopes: readonly Scope[]): Caller {
    const key = `${asker.name} ${scopes.join(' ')}`;
    const caller = this.#callers.get(key) ?? callerOf(asker, scopes);
    this.#callers.set(key, caller);
    return caller;
  }

  async #sign(asker: Asker, scopes: readonly Scope[]): Promise<string> {
    const { user } = asker;
    const claims = user ? { email: user.email, roles: [...user.roles] } : { scope: scopes.join(' ') };
    const now = Math.floor(Date.now() / 1_000) - (asker.isExpired ? 2 * LIFETIME_SECONDS : 0);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: this.signingKey.kid as string, typ: 'at+jwt' })
      .setSubject(user?.id ?? MACHINE)
      .setIssuer(DEVELOPMENT_ISSUER)
      .setAudience(GRAPH_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_SECONDS)
      .sign(await importJWK(this.signingKey, 'EdDSA'));
    return `Bearer ${token}`;
  }
}

function callerOf({ kind, user }: Asker, scopes: readonly Scope[]): Caller {
  if (kind === 'anonymous') return { ...ANONYMOUS };
  const expiresAt = Math.floor(Date.now() / 1_000) + LIFETIME_SECONDS;
  if (!user) return { kind: 'machine', clientId: MACHINE, scopes, roles: [], expiresAt };
  const { id: userId, email, roles } = user;
  return { kind: 'user', userId, email, roles, scopes: scopesOf(roles), expiresAt };
}

function forgerOf(keyFile: string): SubgraphTokens {
  const { kid } = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK;
  const { privateKey } = generateKeyPairSync('ed25519');
  const folder = mkdtempSync(join(tmpdir(), 'orrery-forger-'));
  const file = join(folder, 'key.json');
  try {
    writeFileSync(file, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid }));
    return new SubgraphTokens(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
