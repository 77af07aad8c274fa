import { readFileSync } from 'node:fs';
import {
  type CryptoKey,
  createLocalJWKSet,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWTHeaderParameters,
} from 'jose';
import { DEVELOPMENT_KEY_REMEDY, isDevelopmentKeyId } from './development-keys.js';

/** Finds the key that a token's header names. @throws JWKSNoMatchingKey of jose when there is none */
export type FindKey = (header: JWTHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

/**
 * The keys of a file, which is read once.
 * @param variable what named the file, for the message
 * @throws Error when it holds no JSON Web Key Set of public keys
 */
export function keySetInFile(file: string, variable: string): JSONWebKeySet {
  let keySet: JSONWebKeySet;
  try {
    keySet = JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet;
    if (!Array.isArray(keySet.keys) || keySet.keys.length === 0) throw new Error('it holds no keys');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${variable} must name a JSON Web Key Set of public keys: ${reason}`);
  }
  if (!keySet.keys.every(isPublicKey)) {
    throw new Error(`${variable} must hold public keys only: it holds a private or a shared one`);
  }
  return keySet;
}

/**
 * As {@link keySetInFile}, ready to find keys in.
 * @throws Error also when a key is a development key and `environment` is another
 */
export function keysInFile(
  file: string,
  variable: string,
  environment: 'development' | 'production',
): FindKey {
  const keySet = keySetInFile(file, variable);
  if (environment !== 'development' && keySet.keys.some(({ kid }) => isDevelopmentKeyId(kid))) {
    throw new Error(DEVELOPMENT_KEY_REMEDY);
  }
  return createLocalJWKSet(keySet);
}

/** Whether a key of a set is fit to verify by: neither private nor a shared secret. */
export function isPublicKey(key: Readonly<Record<string, unknown>>): boolean {
  return !('d' in key) && !('k' in key) && key.kty !== 'oct';
}
