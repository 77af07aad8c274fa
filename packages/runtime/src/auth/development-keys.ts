import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@orrery/contracts';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** The issuer of development tokens; refused by every process outside development. */
export const DEVELOPMENT_ISSUER = 'orrery-development';
/** The audience of tokens for the graph. */
export const GRAPH_AUDIENCE = 'orrery';

/** What to do about a development key or issuer outside development. */
export const DEVELOPMENT_KEY_REMEDY =
  'AUTH_JWKS_FILE and AUTH_ISSUER must not be those of a development installation: ORRERY_ENV is production';

const KEY_ID_PREFIX = 'development-';
const SIGNING_KEY_FILE = 'development-signing-key.json';
const KEY_SET_FILE = 'development-jwks.json';

/** Whether a key id marks a development key. */
export function isDevelopmentKeyId(kid: string | undefined): boolean {
  return kid?.startsWith(KEY_ID_PREFIX) ?? false;
}

/** Where an installation's development keys are: `directory` is made if it is missing. */
export interface DevelopmentKeys {
  /** The public keys, for `AUTH_JWKS_FILE`. */
  readonly jwksFile: string;
  readonly signingKeyFile: string;
}

/** Makes this installation's development key on first use (private half readable by its owner only); later calls find it. */
export async function ensureDevelopmentKeys(directory: string): Promise<DevelopmentKeys> {
  mkdirSync(directory, { recursive: true });
  const keys = { jwksFile: join(directory, KEY_SET_FILE), signingKeyFile: join(directory, SIGNING_KEY_FILE) };
  if (isPair(keys.signingKeyFile, keys.jwksFile)) return keys;
  await writeKeyPair(keys.signingKeyFile, keys.jwksFile, KEY_ID_PREFIX);
  return keys;
}

/** Where an installation's keys of subgraph tokens are. */
export interface SubgraphTokenKeys {
  /** The private key, for the gateway's `SUBGRAPH_TOKEN_KEY_FILE`. */
  readonly subgraphTokenKeyFile: string;
  /** The public key, for every service's `SUBGRAPH_TOKEN_JWKS_FILE`. */
  readonly subgraphTokenJwksFile: string;
}

/** Makes this installation's key of subgraph tokens on first use (private half readable by its owner only); later calls find it. */
export async function ensureSubgraphTokenKeys(directory: string): Promise<SubgraphTokenKeys> {
  mkdirSync(directory, { recursive: true });
  const subgraphTokenKeyFile = join(directory, 'subgraph-token-key.json');
  const subgraphTokenJwksFile = join(directory, 'subgraph-token-jwks.json');
  if (!isPair(subgraphTokenKeyFile, subgraphTokenJwksFile)) {
    await writeKeyPair(subgraphTokenKeyFile, subgraphTokenJwksFile, 'gateway-');
  }
  return { subgraphTokenKeyFile, subgraphTokenJwksFile };
}

/** A development token for a user, valid for `lifetimeSeconds`. */
export async function signDevelopmentToken(
  signingKeyFile: string,
  user: { id: string; email: string; roles: readonly Role[] },
  lifetimeSeconds = 8 * 60 * 60,
): Promise<string> {
  const jwk = readSigningKey(signingKeyFile);
  const key = await importJWK(jwk, 'EdDSA');
  return new SignJWT({ email: user.email, roles: [...user.roles] })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid as string, typ: 'at+jwt' })
    .setSubject(user.id)
    .setIssuer(DEVELOPMENT_ISSUER)
    .setAudience(GRAPH_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(key);
}

function isPair(privateFile: string, publicFile: string): boolean {
  try {
    readSigningKey(privateFile);
    readFileSync(publicFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}

async function writeKeyPair(privateFile: string, publicFile: string, kidPrefix: string): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = kidPrefix + (await calculateJwkThumbprint(publicJwk));
  const shared = { kid, alg: 'EdDSA', use: 'sig' };
  writeWhole(privateFile, { ...(await exportJWK(privateKey)), ...shared }, 0o600);
  writeWhole(publicFile, { keys: [{ ...publicJwk, ...shared }] }, 0o644);
}

function readSigningKey(file: string): JWK {
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
}

// Written beside and renamed: two processes that start together never read half a file.
function writeWhole(file: string, content: unknown, mode: number): void {
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode });
  renameSync(temporary, file);
}
