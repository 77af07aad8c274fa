import type { Binary, MongoClient } from 'mongodb';
import type { Entities } from './entities.js';
import { Mismatch } from './match.js';
import { runOperation, Unsupported } from './operations.js';
import type { Operation, Row } from './types.js';

/** Whether a session is marked dirty: the driver keeps it on the server session, which it does not export. */
function isDirty(session: unknown): boolean {
  const { serverSession } = session as { serverSession: { isDirty: boolean } | null };
  return serverSession?.isDirty === true;
}

function lastTwoLsids(entities: Entities, client: string): [unknown, unknown] {
  const started = entities.events.get(client)!.filter(({ kind }) => kind === 'commandStartedEvent');
  const lsids = started.slice(-2).map(({ event }) => ((event.command as Row).lsid as Row).id);
  return [lsids[0], lsids[1]];
}

function sameId(a: unknown, b: unknown): boolean {
  return (a as Binary).toString('hex') === (b as Binary).toString('hex');
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Mismatch(message);
}

async function collectionNames(admin: MongoClient, database: unknown): Promise<string[]> {
  const rows = await admin.db(String(database)).listCollections({}, { nameOnly: true }).toArray();
  return rows.map(({ name }) => name);
}

async function indexNames(admin: MongoClient, args: Row): Promise<string[]> {
  const rows = await admin.db(String(args.databaseName)).collection(String(args.collectionName)).indexes();
  return rows.map(({ name }) => String(name));
}

function transactionState(session: unknown): string {
  const { transaction } = session as { transaction: { state: string } };
  const names: Record<string, string> = {
    NO_TRANSACTION: 'none',
    STARTING_TRANSACTION: 'starting',
    TRANSACTION_IN_PROGRESS: 'in_progress',
    TRANSACTION_COMMITTED: 'committed',
    TRANSACTION_COMMITTED_EMPTY: 'committed',
    TRANSACTION_ABORTED: 'aborted',
  };
  return names[transaction.state] ?? transaction.state;
}

/** Does the operations that speak to the runner itself. `admin` is a client of the runner's own. */
export function testRunnerFor(
  admin: MongoClient,
): (operation: Operation, entities: Entities) => Promise<void> {
  const handlers: Record<string, (args: Row, entities: Entities) => Promise<void> | void> = {
    failPoint: async (args) => {
      await admin.db('admin').command(args.failPoint as Row);
    },
    // a replica set has no mongos to pin a session to: this is the fail point itself
    targetedFailPoint: async (args) => {
      await admin.db('admin').command(args.failPoint as Row);
    },
    assertSessionUnpinned: (args, entities) =>
      check(!entities.session(String(args.session)).isPinned, 'the session is pinned'),
    assertSessionPinned: (args, entities) =>
      check(entities.session(String(args.session)).isPinned, 'the session is not pinned'),
    assertNumberConnectionsCheckedOut: (args, entities) => {
      const count = entities.checkedOut.get(String(args.client)) ?? 0;
      check(count === Number(args.connections), `${count} connections are checked out`);
    },
    createEntities: (args, entities) => entities.create(args.entities as Record<string, Row>[]),
    assertSameLsidOnLastTwoCommands: (args, entities) =>
      check(sameId(...lastTwoLsids(entities, String(args.client))), 'the lsids differ'),
    assertDifferentLsidOnLastTwoCommands: (args, entities) =>
      check(!sameId(...lastTwoLsids(entities, String(args.client))), 'the lsids are the same'),
    assertSessionDirty: (args, entities) =>
      check(isDirty(entities.get(String(args.session))), 'the session is not dirty'),
    assertSessionNotDirty: (args, entities) =>
      check(!isDirty(entities.get(String(args.session))), 'the session is dirty'),
    assertSessionTransactionState: (args, entities) => {
      const state = transactionState(entities.get(String(args.session)));
      check(state === args.state, `the transaction is ${state}, not ${String(args.state)}`);
    },
    assertCollectionExists: async (args) =>
      check(
        (await collectionNames(admin, args.databaseName)).includes(String(args.collectionName)),
        'the collection is not there',
      ),
    assertCollectionNotExists: async (args) =>
      check(
        !(await collectionNames(admin, args.databaseName)).includes(String(args.collectionName)),
        'the collection is there',
      ),
    assertIndexExists: async (args) =>
      check((await indexNames(admin, args)).includes(String(args.indexName)), 'the index is not there'),
    assertIndexNotExists: async (args) =>
      check(
        !(await indexNames(admin, args).catch((): string[] => [])).includes(String(args.indexName)),
        'the index is there',
      ),
    loop: async (args, entities) => {
      for (let round = 0; round < Number(args.numIterations ?? 1); round++) {
        for (const operation of args.operations as Operation[]) await runOperation(operation, entities);
      }
    },
  };
  return async (operation, entities) => {
    const handler = handlers[operation.name];
    if (!handler) throw new Unsupported(`the runner has no operation ${operation.name}`);
    await handler(operation.arguments ?? {}, entities);
  };
}
