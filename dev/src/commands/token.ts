import { parseArgs } from 'node:util';
import type { Role } from '@orrery/contracts';
import { DEMO_USERS } from '@orrery/contracts/seed';
import { signDevelopmentToken } from '@orrery/runtime';
import type { LocalConfig } from '../config.js';
import { columns } from '../table.js';
import { runServiceTask } from './service-task.js';
import { withDatabases } from './with-databases.js';

const NO_SUCH_USER = 3; // the exit code of `accounts find-user`

/** `orrery token --user EMAIL`: prints a token that acts as a user, signed with this installation's development key. */
export async function token(config: LocalConfig, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { user: { type: 'string' } } });
  const email = values.user;
  if (!email) return refuse('Name a user: npm run orrery -- token --user EMAIL');
  return withDatabases(config, async (installation) => {
    const { code, output } = await runServiceTask(installation, 'accounts', ['find-user', email], 'keep');
    if (code === NO_SUCH_USER) return refuse(`There is no user ${email}.`);
    if (code !== 0) throw new Error(`accounts could not look the user up (exit code ${code})`);
    const user = JSON.parse(output) as { id: string; email: string; roles: Role[] };
    process.stdout.write(`${await signDevelopmentToken(installation.signingKeyFile, user)}\n`);
    return 0;
  });
}

function refuse(message: string): number {
  const users = columns(DEMO_USERS.map(({ email, role }) => [email, role]));
  process.stderr.write(`${[message, 'Demo users (npm start writes them):', ...users].join('\n')}\n`);
  return 1;
}
