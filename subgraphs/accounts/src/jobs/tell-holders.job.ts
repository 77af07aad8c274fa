import type { Job } from '@orrery/kit';
import { tellHolders } from '../commands/tell-holders.js';
import type { AccountsScope } from '../context.js';

/** Ends the tokens of those whose role was changed, where the process that changed it did not come to the end. */
export const tellHoldersJob: Job<AccountsScope> = {
  name: 'tell-role-holders',
  everyMs: 5_000,
  run: async (scope, signal) => {
    const roles = await scope.models.Role.find({ toldUntil: { $ne: null } }).lean();
    for (const { _id } of roles) await tellHolders(scope, _id, signal);
  },
};
