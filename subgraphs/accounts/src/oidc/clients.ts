import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ALL_SCOPES, isScope } from '@orrery/contracts';
import type { Model } from 'mongoose';
import type { Client, ClientMetadata } from 'oidc-provider';
import type { OidcRecord } from '../models/oidc-record.model.js';
import type { OidcSettings } from './oidc-settings.js';

/** The web client: public, by PKCE. */
export const WEB_CLIENT = 'orrery-web';
/** The graph's own login and refresh, without a browser. */
export const GRAPH_CLIENT = 'orrery-graphql';
/** What a client asks for that acts with all that its user may do. */
export const EVERYTHING = 'all';
/** Beside the standard names: the scopes of the graph that a client may have, with spaces between. */
export const GRAPH_SCOPES = 'graph_scopes';

const CLIENT_ID = /^[a-z][a-z0-9-]{2,62}$/;
const SECRET_BYTES = 32;

/** The clients that every installation has. */
export function ownClients({ webRedirectUris }: OidcSettings): ClientMetadata[] {
  return [
    {
      client_id: WEB_CLIENT,
      client_name: 'Orrery',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [...webRedirectUris],
      post_logout_redirect_uris: [...webRedirectUris],
      [GRAPH_SCOPES]: [EVERYTHING, ...ALL_SCOPES].join(' '),
    },
    {
      client_id: GRAPH_CLIENT,
      client_name: 'Orrery',
      token_endpoint_auth_method: 'none',
      grant_types: ['refresh_token'],
      response_types: [],
      redirect_uris: [],
      [GRAPH_SCOPES]: EVERYTHING,
    },
  ];
}

/** The scopes of the graph that a client may have, with spaces between. */
export function graphScopesOf(client: Client): string {
  const scopes: unknown = client.metadata()[GRAPH_SCOPES];
  return typeof scopes === 'string' ? scopes : '';
}

/** The `sub` of a machine client's tokens. */
export function clientSubject(id: string): string {
  return `client:${id}`;
}

/** What is wrong with a machine client that is to be; empty when nothing is. */
export function machineFaults(id: string, scopes: readonly string[]): string[] {
  const faults = scopes
    .filter((scope) => !isScope(scope))
    .map((scope) => `there is no scope ${scope}; there are ${ALL_SCOPES.join(', ')}`);
  if (scopes.length === 0) faults.push('a client without scopes may do no more than anybody: name some');
  if (!CLIENT_ID.test(id) || id === WEB_CLIENT || id === GRAPH_CLIENT) {
    faults.push(
      'a client is named by 3 to 63 small letters, digits and dashes, and not as one that is there',
    );
  }
  return faults;
}

/** Adds a machine that gets tokens by client credentials. @returns its secret, which is kept nowhere in clear */
export async function addMachine(
  model: Model<OidcRecord>,
  id: string,
  scopes: readonly string[],
): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const metadata: ClientMetadata = {
    client_id: id,
    client_name: id,
    client_secret: secretHash(secret),
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    [GRAPH_SCOPES]: scopes.join(' '),
  };
  await model.create({ _id: id, payload: JSON.stringify(metadata), expiresAt: null });
  return secret;
}

/** A machine client, as it is listed. */
export interface MachineClient {
  readonly id: string;
  readonly scopes: readonly string[];
}

/** All machine clients, by name. */
export async function listMachines(model: Model<OidcRecord>): Promise<MachineClient[]> {
  const records = await model.find().sort({ _id: 1 }).lean<OidcRecord[]>();
  return records.map(({ _id, payload }) => {
    const { [GRAPH_SCOPES]: scopes } = JSON.parse(payload) as ClientMetadata;
    return { id: _id, scopes: String(scopes ?? '').split(' ') };
  });
}

/** Whether `secret` is the one whose hash a client is stored with. */
export function isSecretOf(client: Client, secret: string): boolean {
  const [stored, given] = [client.clientSecret ?? '', secretHash(secret)].map((text) => Buffer.from(text));
  return stored?.length === given?.length && timingSafeEqual(stored as Buffer, given as Buffer);
}

// 256 random bits are not guessed: a slow hash would only slow each token down.
function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
