import { createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { RequestError } from '../errors/request-error.js';
import { type FindKey, isPublicKey } from './key-sets.js';

/** Where an issuer publishes its keys, and how it is asked for them. */
export interface IssuerKeysOptions {
  readonly url: string;
  /** The longest that the issuer may take to answer. @default 3000 */
  readonly timeoutMs?: number;
  /** The shortest time between two fetches, whatever tokens come. @default 60000 */
  readonly pauseMs?: number;
  /** The age from which on kept keys are fetched anew, beside what goes on. @default 300000 */
  readonly refreshMs?: number;
  /** Milliseconds that only grow. @default performance.now */
  readonly now?: () => number;
  /** Told of each fetch that failed. @default nobody */
  readonly onFailure?: (error: unknown) => void;
}

const MAX_BYTES = 262_144; // of a key set

/**
 * The keys that an issuer publishes, kept. A token with a key that is not known asks the issuer at most once in `pauseMs`, and
 * nobody waits for that but tokens with unknown keys; the last good keys are kept while the issuer is away.
 */
export class IssuerKeys {
  readonly #options: Required<Omit<IssuerKeysOptions, 'onFailure'>> & Pick<IssuerKeysOptions, 'onFailure'>;
  #find: FindKey | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;

  constructor({
    timeoutMs = 3_000,
    pauseMs = 60_000,
    refreshMs = 300_000,
    now = () => performance.now(),
    ...options
  }: IssuerKeysOptions) {
    this.#options = { ...options, timeoutMs, pauseMs, refreshMs, now };
  }

  /**
   * Finds the key that a token's header names.
   * @throws JWKSNoMatchingKey of jose when the issuer has none of that name; RequestError NOT_READY when it was never reached
   */
  readonly find: FindKey = async (header, token) => {
    if (!this.#find) await this.#ask();
    else if (this.#options.now() - this.#fetchedAt > this.#options.refreshMs) void this.#ask();
    const before = this.#find;
    if (!before) {
      throw new RequestError('NOT_READY', 'Tokens cannot be verified yet: their issuer was not reached.');
    }
    try {
      return await before(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#ask();
      if (this.#find === before) throw error;
      return await (this.#find as FindKey)(header, token);
    }
  };

  // Whoever comes while an answer is awaited waits for the same one. It never rejects.
  #ask(): Promise<void> {
    const { now, pauseMs } = this.#options;
    if (this.#pending) return this.#pending;
    if (now() - this.#askedAt < pauseMs) return Promise.resolve();
    this.#askedAt = now();
    this.#pending = this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetch(): Promise<void> {
    const { url, timeoutMs, now, onFailure } = this.#options;
    try {
      const response = await fetch(url, {
        headers: { accept: 'application/jwk-set+json, application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`the issuer answered with HTTP status ${response.status}`);
      this.#find = createLocalJWKSet(keySetOf(await boundedText(response)));
      this.#fetchedAt = now();
    } catch (error) {
      onFailure?.(error);
    }
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_BYTES) throw new Error("the issuer's key set is too large");
  }
  return text;
}

function keySetOf(text: string): JSONWebKeySet {
  const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>;
  const usable = Array.isArray(keys) ? keys.filter(isPublicKey) : [];
  if (usable.length === 0) throw new Error("the issuer's key set holds no public key");
  return { keys: usable };
}
