import { isDuplicateKey } from '@orrery/kit';
import type { AccountsCommand } from '../context.js';
import { addMachine, machineFaults } from '../oidc/clients.js';

/** A machine that is to get tokens by client credentials. */
export interface NewClient {
  /** What it is called, and its `client_id`. */
  readonly id: string;
  /** What it may do: scopes of the graph. */
  readonly scopes: readonly string[];
}

/** What came of it: the secret, which is kept nowhere in clear; or all that is wrong, and nothing was added. */
export type ClientAdded = { readonly secret: string } | { readonly faults: readonly string[] };

/** Adds a machine client. */
export const addClient: AccountsCommand<NewClient, ClientAdded> = async ({ models }, { id, scopes }) => {
  const faults = machineFaults(id, scopes);
  if (faults.length > 0) return { faults };
  try {
    return { secret: await addMachine(models.OidcClient, id, scopes) };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return { faults: [`there is a client ${id} already: remove it first, or take another name`] };
  }
};
