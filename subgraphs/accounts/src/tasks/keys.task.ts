import { parseArgs } from 'node:util';
import type { ServiceTask } from '@orrery/kit';
import type { AccountsParts, AccountsScope } from '../context.js';
import type { AccountsModels } from '../models/accounts.models.js';
import type { SigningKeyDocument } from '../models/signing-key.model.js';
import {
  DEFAULT_PUBLISH_MS,
  type KeyStore,
  LEAST_PUBLISH_MS,
  loadSigningKeys,
  publishedKeys,
  replaceSigningKeys,
  rotateSigningKeys,
} from '../oidc/signing-keys.js';

const USAGE = `Usage:
  keys list                      lists the keys that are published, and which one signs
  keys rotate [--lead SECONDS]   publishes a new key, which signs after ${DEFAULT_PUBLISH_MS / 1_000} s or as many as are named
  keys rotate --leaked           withdraws all keys at once: a new one signs, and all access tokens are void
`;

/**
 * `accounts keys list|rotate`: the keys by which tokens are signed, for whoever runs the installation. Exits 1 when what was
 * asked for cannot be.
 */
export const keysTask: ServiceTask<AccountsModels, AccountsParts> = {
  summary: 'Lists and rotates the keys that sign tokens.',
  run: async (scope, [command, ...rest]) => {
    if (command === 'list' && rest.length === 0) return list(scope, new Date());
    if (command === 'rotate') return rotate(scope, rest);
    process.stderr.write(USAGE);
    return 2;
  },
};

async function list(scope: AccountsScope, now: Date): Promise<number> {
  const { signingKid } = await loadSigningKeys(scope.parts.tokens.keyStore(scope), now); // there is always one
  for (const key of await publishedKeys(scope.models.SigningKey, now)) {
    process.stdout.write(`${key.kid}  ${stateOf(key, signingKid)}\n`);
  }
  return 0;
}

function stateOf({ kid, signsFrom, publishedUntil }: SigningKeyDocument, signingKid: string): string {
  const end = publishedUntil ? `, published until ${publishedUntil.toISOString()}` : '';
  if (kid === signingKid) return `signs since ${signsFrom.toISOString()}${end}`;
  // The keys before the one that signs have an end; the one after it has none.
  return publishedUntil ? `signed before${end}` : `published, signs from ${signsFrom.toISOString()}`;
}

async function rotate(scope: AccountsScope, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { lead: { type: 'string' }, leaked: { type: 'boolean' } },
  });
  const store = scope.parts.tokens.keyStore(scope);
  if (values.leaked) return replace(store);
  const leadMs = values.lead === undefined ? DEFAULT_PUBLISH_MS : Number(values.lead) * 1_000;
  if (!(leadMs >= LEAST_PUBLISH_MS)) {
    return refuse(
      `--lead takes ${LEAST_PUBLISH_MS / 1_000} seconds or more: verifiers would not know the key when it signs`,
    );
  }
  const rotation = await rotateSigningKeys(store, new Date(), leadMs);
  if (!rotation) return refuse('a key waits for its turn already: keys list says when it signs');
  process.stdout.write(`${rotation.kid}  published, signs from ${rotation.signsFrom.toISOString()}\n`);
  return 0;
}

async function replace(store: KeyStore): Promise<number> {
  const kid = await replaceSigningKeys(store, new Date());
  if (kid === null) return refuse('another key was made at the same time: try again');
  process.stdout.write(`${kid}  signs, and no other is published\n`);
  return 0;
}

function refuse(fault: string): number {
  process.stderr.write(`${fault}\n`);
  return 1;
}
