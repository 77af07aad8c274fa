import type { ServiceTask } from '@orrery/kit';
import type { AccountsParts } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import type { AccountsModels } from '../models/accounts.models.js';

/**
 * `accounts find-user EMAIL`: prints the user's id, email and roles as one line of JSON, for whoever runs the
 * installation. Exits 3 when there is none.
 */
export const findUserTask: ServiceTask<AccountsModels, AccountsParts> = {
  summary: 'Prints the user with an email address.',
  run: async ({ models }, argv) => {
    const [email, ...rest] = argv;
    if (email === undefined || rest.length > 0) {
      process.stderr.write('Usage: accounts find-user EMAIL\n');
      return 2;
    }
    const user = await models.User.findOne({ email: normalizeEmail(email) }).lean();
    if (!user) {
      process.stderr.write(`there is no user with the email address ${email}\n`);
      return 3;
    }
    process.stdout.write(`${JSON.stringify({ id: user._id, email: user.email, roles: user.roles })}\n`);
    return 0;
  },
};
