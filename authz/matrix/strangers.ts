import { HEADER } from '@orrery/contracts';
import { askerNamed, OWNER } from './askers.js';
import type { Ledger } from './ledger.js';
import type { Question } from './questions.js';
import { readAs } from './reads.js';
import { refusalIn, type Target } from './target.js';
import type { Tokens } from './tokens.js';

/** Whoever reaches a subgraph and is not the gateway, or not here, or not now: by name, the headers that they send. */
export async function strangersAt(
  subgraph: string,
  tokens: Tokens,
): Promise<ReadonlyMap<string, Readonly<Record<string, string | undefined>>>> {
  const admin = askerNamed('ADMIN');
  const elsewhere = subgraph === 'catalog' ? 'accounts' : 'catalog';
  const internal = {
    [HEADER.requestId]: 'inside',
    [HEADER.timeoutMs]: '1000',
    [HEADER.clientAddress]: '127.0.0.1',
    [HEADER.clientAgent]: 'orrery-gateway',
    'x-user-id': OWNER.user?.id,
    'x-user-roles': 'ADMIN',
  };
  const strangers: Record<string, Readonly<Record<string, string | undefined>>> = {
    nobody: {},
    'nobody with internal headers': internal,
    "a client's own token": { authorization: await tokens.ofClient(admin) },
    'a forged token': { authorization: tokens.forged(admin, subgraph) },
    'an old token of the gateway': { authorization: tokens.expired(admin, subgraph) },
    "another subgraph's token": { authorization: tokens.ofGateway(admin, elsewhere) },
  };
  return new Map(Object.entries(strangers));
}

/** Asks a subgraph everything as every stranger: nothing at all may come. */
export async function readAsStrangers(
  {
    name,
    subgraph,
    target,
    questions,
  }: {
    readonly name: string;
    readonly subgraph: string;
    readonly target: Target;
    readonly questions: readonly Question[];
  },
  tokens: Tokens,
  ledger: Ledger,
): Promise<void> {
  for (const [asker, headers] of await strangersAt(subgraph, tokens)) {
    const claims = { userId: OWNER.user?.id ?? '' };
    await readAs({ way: { name, target }, asker, headers, claims, ledger }, questions, () => false);
    // Not even what the schema is.
    for (const query of ['{ __typename }', '{ _service { sdl } }', '{ __schema { types { name } } }']) {
      const answer = await target.ask(query, headers);
      if (answer.status !== 401) ledger.fault(`${name} answered ${query} of ${asker}: ${refusalIn(answer)}`);
      if (answer.data) ledger.fault(`${name} gave data for ${query} to ${asker}`);
    }
  }
}
