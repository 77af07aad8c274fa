import { parseArgs } from 'node:util';
import type { ServiceTask } from '@orrery/kit';
import { addClient } from '../commands/add-client.command.js';
import { removeClient } from '../commands/remove-client.command.js';
import type { AccountsParts, AccountsScope } from '../context.js';
import type { AccountsModels } from '../models/accounts.models.js';
import { listMachines } from '../oidc/clients.js';

const USAGE = `Usage:
  clients add NAME --scopes SCOPE,SCOPE...   adds a machine, and prints its secret this once
  clients list                               lists the machines and what they may do
  clients remove NAME                        removes a machine; its tokens are void
`;

/**
 * `accounts clients add|list|remove`: the machines that get tokens by client credentials, for whoever runs the installation.
 * Exits 1 when what was asked for cannot be.
 */
export const clientsTask: ServiceTask<AccountsModels, AccountsParts> = {
  summary: 'Adds, lists and removes machines that get tokens.',
  run: async (scope, [command, ...rest]) => {
    if (command === 'add') return add(scope, rest);
    if (command === 'remove') return remove(scope, rest);
    if (command === 'list' && rest.length === 0) return list(scope);
    return usage();
  },
};

async function add(scope: AccountsScope, argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    options: { scopes: { type: 'string' } },
    allowPositionals: true,
  });
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0 || values.scopes === undefined) return usage();
  const scopes = values.scopes.split(',').map((name) => name.trim());
  const added = await addClient(scope, { id, scopes: scopes.filter((name) => name !== '') });
  if ('faults' in added) return refuse(...added.faults);
  process.stdout.write(`client_id      ${id}\nclient_secret  ${added.secret}\n`);
  process.stderr.write('This secret is kept nowhere: keep it where the machine is.\n');
  return 0;
}

async function list({ models }: AccountsScope): Promise<number> {
  const machines = await listMachines(models.OidcClient);
  for (const { id, scopes } of machines) process.stdout.write(`${id}  ${scopes.join(',')}\n`);
  return 0;
}

async function remove(scope: AccountsScope, argv: readonly string[]): Promise<number> {
  const [id, ...rest] = argv;
  if (id === undefined || rest.length > 0) return usage();
  if (!(await removeClient(scope, { id })))
    return refuse(`there is no client ${id}: clients list names them`);
  process.stdout.write(`${id} is removed\n`);
  return 0;
}

function refuse(...faults: readonly string[]): number {
  process.stderr.write(`${faults.join('\n')}\n`);
  return 1;
}

function usage(): number {
  process.stderr.write(USAGE);
  return 2;
}
