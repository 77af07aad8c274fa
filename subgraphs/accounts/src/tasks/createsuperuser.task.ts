import { parseArgs } from 'node:util';
import type { ServiceTask } from '@orrery/kit';
import { isEmail } from 'class-validator';
import { newUser } from '../commands/new-user.js';
import { promoteSuperuser } from '../commands/promote-superuser.command.js';
import type { AccountsParts, AccountsScope } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../domain/password.js';
import type { AccountsModels } from '../models/accounts.models.js';
import { readPassword } from './read-password.js';

const USAGE = `Usage: createsuperuser --email EMAIL [--name NAME] [--promote]
  makes an administrator; asks for the password, or takes the first line of standard input when that is no terminal
  --promote   makes an administrator of who has an account already; the password stays
`;
const MAX_NAME_LENGTH = 80;
const DEFAULT_NAME = 'Administrator';

/**
 * `accounts createsuperuser --email EMAIL [--name NAME] [--promote]`: makes the first administrator, who can give others their
 * roles. For whoever runs the installation. Exits 1 when there is an account with the address, or the password is none.
 */
export const createSuperuserTask: ServiceTask<AccountsModels, AccountsParts> = {
  summary: 'Makes an administrator.',
  run: async (scope, argv) => {
    const options = readOptions(argv);
    if (!options) return usage();
    const { email, name, isPromotion } = options;
    const isThere = (await scope.models.User.exists({ email: normalizeEmail(email) })) !== null;
    if (isThere && !isPromotion) return refuse(taken(email));
    if (isThere) return promote(scope, email);
    const password = await readPassword(process.stdin, process.stderr);
    if (password === undefined) return refuse('No password was given: nothing was done.');
    if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
      return refuse(`A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
    }
    const account = { email, displayName: name, password, roles: ['CUSTOMER', 'ADMIN'] } as const;
    const user = await newUser(scope, account);
    if (user === 'EMAIL_TAKEN') return refuse(taken(email));
    process.stdout.write(`${user.email} is an administrator: ${user._id}\n`);
    return 0;
  },
};

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        email: { type: 'string' },
        name: { type: 'string', default: DEFAULT_NAME },
        promote: { type: 'boolean', default: false },
      },
    });
    const { email = '', name, promote: isPromotion } = values;
    const isFit = isEmail(email) && name.trim() !== '' && name.length <= MAX_NAME_LENGTH;
    return isFit ? { email, name, isPromotion } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

async function promote(scope: AccountsScope, email: string): Promise<number> {
  const user = await promoteSuperuser(scope, { email });
  if (!user) return refuse(`There is no account with the address ${email} any more.`);
  process.stdout.write(`${user.email} is an administrator: ${user._id}\n`);
  return 0;
}

function taken(email: string): string {
  return `There is an account with the address ${email}: add --promote to make it an administrator's.`;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}

function usage(): number {
  process.stderr.write(USAGE);
  return 2;
}
