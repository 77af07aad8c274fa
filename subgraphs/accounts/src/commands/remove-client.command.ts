import type { AccountsCommand } from '../context.js';
import { clientSubject } from '../oidc/clients.js';
import { tellRevoked } from './revoke-credentials.js';

/** Removes a machine client, and tells whoever verifies its tokens that they are void. Resolves to whether there was one. */
export const removeClient: AccountsCommand<{ readonly id: string }, boolean> = (scope, { id }) =>
  scope.transaction(async (session) => {
    const { deletedCount } = await scope.models.OidcClient.deleteOne({ _id: id }, { session });
    if (deletedCount === 0) return false;
    const subject = clientSubject(id);
    await tellRevoked(scope, session, { userId: subject, reason: 'client-removed', clientIds: [subject] });
    return true;
  });
