import type { MongoClient } from 'mongodb';
import { Entities } from './entities.js';
import { checkEvents } from './events.js';
import { match } from './match.js';
import { runOperation, setTestRunner } from './operations.js';
import { testRunnerFor } from './test-runner-operations.js';
import type { CollectionData, TestCase, TestFile } from './types.js';

async function loadData(admin: MongoClient, data: readonly CollectionData[]): Promise<void> {
  for (const { databaseName, collectionName, documents, createOptions } of data) {
    const database = admin.db(databaseName);
    await database.collection(collectionName).drop();
    await database.createCollection(collectionName, createOptions ?? {});
    if (documents.length > 0) await database.collection(collectionName).insertMany([...documents]);
  }
}

async function checkOutcome(
  admin: MongoClient,
  outcome: readonly CollectionData[],
  entities: Entities,
): Promise<void> {
  for (const { databaseName, collectionName, documents } of outcome) {
    const found = await admin
      .db(databaseName)
      .collection(collectionName)
      .find({}, { sort: { _id: 1 } })
      .toArray();
    match(documents, found, entities, `outcome of ${collectionName}`, false);
  }
}

/** Runs one case from its initial data to its outcome. @throws Error that says what went wrong */
export async function runCase(
  admin: MongoClient,
  uri: string,
  file: TestFile,
  test: TestCase,
): Promise<void> {
  await loadData(admin, file.initialData ?? []);
  const entities = new Entities(uri);
  setTestRunner(testRunnerFor(admin));
  try {
    await entities.create(file.createEntities ?? []);
    for (const operation of test.operations) await runOperation(operation, entities);
    if (test.expectEvents) checkEvents(test.expectEvents, entities);
    if (test.outcome) await checkOutcome(admin, test.outcome, entities);
  } finally {
    for (const configureFailPoint of ['failCommand', 'onPrimaryTransactionalWrite']) {
      await admin.db('admin').command({ configureFailPoint, mode: 'off' });
    }
    // a transaction that the case left open would hold up the next one
    await admin.db('admin').command({ killAllSessions: [] });
    await entities.close();
  }
}
