import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type Scope } from '@orrery/contracts';
import { type EmbeddedMongo, startServer } from '@orrery/embedded-mongo';
import { ANONYMOUS, type Caller, createLogger, deadlineIn } from '@orrery/runtime';
import { graphql } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runAuditTask } from '../src/audit/audit-task.js';
import { type CommandScope, type OpenService, openService, type ServiceConfig } from '../src/index.js';
import { notes } from './notes-service.js';

const ADA: Caller = {
  kind: 'user',
  userId: newId('User'),
  email: 'ada@example.com',
  roles: ['SUPPORT'],
  scopes: [],
  expiresAt: 0,
};
const log = createLogger({ service: 'notes', level: 'silent' });

let folder: string;
let database: EmbeddedMongo;
let opened: OpenService;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-audit-'));
  database = await startServer({ dataDir: folder, port: 0, fsync: false });
  const { port } = new URL(database.uri);
  const config = notes.configSchema.parse({
    ORRERY_ENV: 'development',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
    MONGODB_URI: `mongodb://127.0.0.1:${port}/notes${new URL(database.uri).search}`,
  }) as ServiceConfig;
  opened = await openService(notes, config, { log });
});
afterAll(async () => {
  await opened.close();
  await database.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await Promise.all(['notes', 'audit_log'].map((name) => opened.connection.collection(name).deleteMany({})));
});

type Work = CommandScope<unknown>;
const collection = ({ connection }: Work) => connection.collection<{ _id: string; text?: string }>('notes');
const run = <Input, Output>(
  command: (scope: Work, input: Input) => Promise<Output>,
  input: Input,
  caller: Caller = ADA,
) =>
  opened
    .context({ requestId: 'r-1', caller, client: {}, deadline: deadlineIn(60_000), log })
    .run(command, input);
const records = async () => (await opened.audit.page({ first: 100 }, {})).nodes;

async function writeInTransaction(scope: Work, { id }: { id: string }) {
  return scope.transaction(async (session) => {
    await collection(scope).insertOne({ _id: id }, { session });
    return { _id: id };
  });
}

async function writeOutside(scope: Work, { id }: { id: string; text: string }) {
  await collection(scope).updateOne({ _id: id }, { $set: { text: 'new' } }, { upsert: true });
  return { _id: id };
}

async function writeAndFail(scope: Work, { id }: { id: string }) {
  await collection(scope).insertOne({ _id: id });
  throw new Error('after it was written');
}

async function failInTransaction(scope: Work, { id }: { id: string }) {
  return scope.transaction(async (session) => {
    await collection(scope).insertOne({ _id: id }, { session });
    throw new Error('rolled back');
  });
}

async function changeNothing(scope: Work, { id }: { id: string }) {
  await scope.transaction(async (session) =>
    collection(scope).updateOne({ _id: id }, { $set: { text: 'new' } }, { session }),
  );
  return collection(scope).findOne({ _id: id });
}

describe('the audit log', () => {
  it.each([
    ['in a transaction', writeInTransaction],
    ['outside one', writeOutside],
  ])(
    'should say once who did what to which entity when, for a command that wrote %s',
    async (_title, command) => {
      const before = Date.now();
      const id = newId('Order');
      await run(command, { id, text: 'hunter2' });
      const [record, ...others] = await records();
      expect(others).toEqual([]);
      expect(record).toMatchObject({
        requestId: 'r-1',
        command: command.name,
        actor: { kind: 'user', id: 'userId' in ADA ? ADA.userId : '', roles: ['SUPPORT'] },
        entities: [{ type: 'Order', id }],
      });
      expect(record?.at.getTime()).toBeGreaterThanOrEqual(before);
      expect(JSON.stringify(record)).not.toContain('hunter2');
    },
  );

  it('should be written by the transaction itself: what is rolled back leaves nothing', async () => {
    await expect(run(failInTransaction, { id: newId('Order') })).rejects.toThrow('rolled back');
    expect(await records()).toEqual([]);
    const seen: number[] = [];
    await run(async (scope) => {
      await scope.transaction(async (session) => {
        await collection(scope).insertOne({ _id: 'one' }, { session });
      });
      seen.push((await records()).length);
    }, undefined);
    expect(seen).toEqual([1]);
  });

  it('should hold what was written by a command that failed, and nothing of one that changed nothing', async () => {
    await run(changeNothing, { id: newId('Order') });
    expect(await records()).toEqual([]);
    await expect(run(writeAndFail, { id: newId('Order') }, ANONYMOUS)).rejects.toThrow(
      'after it was written',
    );
    expect((await records()).map(({ command, actor }) => [command, actor])).toEqual([
      ['writeAndFail', { kind: 'anonymous', id: null, roles: [] }],
    ]);
  });

  it('should be read page by page, the newest first, by entity and by actor', async () => {
    const ids = [newId('Order'), newId('Order'), newId('Order')];
    for (const id of ids) await run(writeInTransaction, { id });
    await run(writeOutside, { id: ids[0] ?? '', text: '' }, ANONYMOUS);
    const lines: string[] = [];
    const task = (...argv: string[]) => {
      lines.length = 0;
      return runAuditTask({ log: opened.audit, write: (text) => lines.push(text) }, argv);
    };
    expect(await task('--entity', ids[0] ?? '')).toBe(0);
    expect(lines.map((line) => JSON.parse(line).command)).toEqual(['writeOutside', 'writeInTransaction']);
    await task('--actor', 'userId' in ADA ? ADA.userId : '', '--first', '2');
    expect(lines.map((line) => JSON.parse(line).entities?.[0].id)).toEqual([ids[2], ids[1], undefined]);
    const { after } = JSON.parse(lines.at(-1) ?? '') as { after: string };
    await task('--actor', 'userId' in ADA ? ADA.userId : '', '--first', '2', '--after', after);
    expect(lines.map((line) => JSON.parse(line).entities?.[0].id)).toEqual([ids[0]]);
    await expect(task('--after', 'forged')).rejects.toThrow('after is not a cursor');
    await expect(task('--first', '0')).rejects.toThrow('first must be');
  });

  it('should be asked for by a field of each service, by who may read it', async () => {
    const ids = [newId('Order'), newId('Order'), newId('Order')];
    for (const id of ids) await run(writeInTransaction, { id });
    await run(writeOutside, { id: ids[0] ?? '', text: '' }, ANONYMOUS);
    const ask = async (fields: string, scopes: readonly Scope[] = ['audit:read']) => {
      const caller: Caller = { ...ADA, scopes };
      const facts = { requestId: 'r-2', caller, client: {}, deadline: deadlineIn(60_000), log };
      const { data, errors } = await graphql({
        schema: opened.subgraph.schema,
        source: `{ ${fields} }`,
        contextValue: opened.context(facts),
      });
      return data ? JSON.parse(JSON.stringify(data.notesAuditLog)) : errors?.map(({ message }) => message);
    };
    expect(
      await ask(
        `notesAuditLog(entityId: "${ids[0]}") { totalCount nodes { command actorKind actorId actorRoles entityIds requestId at } }`,
      ),
    ).toEqual({
      totalCount: 2,
      nodes: [
        expect.objectContaining({
          command: 'writeOutside',
          actorKind: 'anonymous',
          actorId: null,
          actorRoles: [],
        }),
        {
          command: 'writeInTransaction',
          actorKind: 'user',
          actorId: 'userId' in ADA ? ADA.userId : '',
          actorRoles: ['SUPPORT'],
          entityIds: [ids[0]],
          requestId: 'r-1',
          at: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
    });
    const first = await ask(
      'notesAuditLog(first: 3) { nodes { entityIds } pageInfo { hasNextPage endCursor } }',
    );
    expect(first.nodes.map(({ entityIds: [id] }: { entityIds: string[] }) => id)).toEqual([
      ids[0],
      ids[2],
      ids[1],
    ]);
    const { hasNextPage, endCursor } = first.pageInfo;
    expect(hasNextPage).toBe(true);
    const next = 'nodes { entityIds } pageInfo { hasNextPage hasPreviousPage }';
    expect(await ask(`notesAuditLog(first: 3, after: "${endCursor}") { ${next} }`)).toEqual({
      nodes: [{ entityIds: [ids[0]] }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect(await ask('notesAuditLog { totalCount }', ['orders:read'])).toEqual([
      'This needs the scope audit:read.',
    ]);
    expect(await ask('notesAuditLog(first: 500) { totalCount }')).toEqual([
      expect.stringContaining('first must be'),
    ]);
  });
});
